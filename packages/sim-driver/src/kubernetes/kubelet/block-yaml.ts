/**
 * Reads the plain block style in which kubeadm writes manifests: mappings, sequences and one-line scalars. Much faster than
 * a full parser, and a simulation reads every manifest. Undefined for everything else: then the full parser has to do it.
 */
export function parseBlockYaml(text: string): unknown {
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    const content = raw.trimStart();
    if (content === '' || content.startsWith('#')) continue;
    if (content.startsWith('---') || content.startsWith('...') || raw.includes('\t')) return undefined;
    lines.push({ indent: raw.length - content.length, content: content.trimEnd() });
  }
  const [first] = lines;
  if (first === undefined) return undefined;
  const reader = new BlockReader(lines);
  const value = reader.block(first.indent);
  return reader.finished ? value : undefined;
}

interface Line {
  readonly indent: number;
  readonly content: string;
}

class BlockReader {
  readonly #lines: Line[];
  #position = 0;
  #foreign = false;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  /** Everything was read and nothing was beyond the subset. */
  get finished(): boolean {
    return !this.#foreign && this.#position === this.#lines.length;
  }

  block(indent: number): unknown {
    return isItem(this.#lines[this.#position]?.content ?? '')
      ? this.#sequence(indent)
      : this.#mapping(indent);
  }

  #mapping(indent: number): Readonly<Record<string, unknown>> {
    const result: Record<string, unknown> = {};
    for (let line = this.#at(indent); line !== undefined; line = this.#at(indent)) {
      const match = /^([A-Za-z0-9_./-]+):(?: +(.*))?$/.exec(line.content);
      const key = match?.[1];
      if (key === undefined || isItem(line.content) || key in result || key === '__proto__') {
        this.#foreign = true;
        return result;
      }
      this.#position += 1;
      result[key] = match?.[2] === undefined ? this.#nested(indent) : this.#scalar(match[2]);
    }
    return result;
  }

  #sequence(indent: number): readonly unknown[] {
    const result: unknown[] = [];
    for (let line = this.#at(indent); line !== undefined && isItem(line.content); line = this.#at(indent)) {
      const content = line.content.slice(1).trimStart();
      if (content === '' || isItem(content)) {
        this.#foreign = true;
        return result;
      }
      const inner = indent + line.content.length - content.length;
      if (/^[A-Za-z0-9_./-]+:(?: |$)/.test(content)) {
        // A mapping that begins behind the dash: its first line stands where its others do.
        this.#lines[this.#position] = { indent: inner, content };
        result.push(this.#mapping(inner));
      } else {
        this.#position += 1;
        result.push(this.#scalar(content));
      }
    }
    return result;
  }

  /** The value below `key:`; a sequence may stand at the indentation of its key. */
  #nested(indent: number): unknown {
    const next = this.#lines[this.#position];
    if (next === undefined || next.indent < indent) return null;
    if (next.indent > indent) return this.block(next.indent);
    return isItem(next.content) ? this.#sequence(indent) : null;
  }

  #at(indent: number): Line | undefined {
    const line = this.#lines[this.#position];
    if (this.#foreign || line === undefined || line.indent < indent) return undefined;
    if (line.indent === indent) return line;
    this.#foreign = true;
    return undefined;
  }

  #scalar(text: string): unknown {
    if (text === '{}') return {};
    if (text === '[]') return [];
    if (/^"[^"\\]*"$/.test(text) || /^'[^']*'$/.test(text)) return text.slice(1, -1);
    if (/^[\]["'{}&*!|>%@`,?:#~]|: | #|:$/.test(text) || /^-( |$)/.test(text)) return this.#leaveToOthers();
    if (/^(null|true|false)$/.test(text)) return text === 'null' ? null : text === 'true';
    if (/^-?(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
    // Other spellings of numbers and booleans are left to the full parser.
    if (/^[-+.]?[\d.]/.test(text) && !Number.isNaN(Number(text))) return this.#leaveToOthers();
    return /^([-+]?\.(inf|nan)|0o[0-7]+|null|true|false)$/i.test(text) ? this.#leaveToOthers() : text;
  }

  #leaveToOthers(): null {
    this.#foreign = true;
    return null;
  }
}

function isItem(content: string): boolean {
  return content === '-' || content.startsWith('- ');
}
