/** A fenced block of a Markdown file. */
export interface CodeBlock {
  /** `console`, `ts`, `js`, `yaml`, …; empty when none is named. */
  readonly language: string;
  /** What follows the language on its line, for example `file=examples/embed.mjs`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  /** Of its first line, from 1. */
  readonly line: number;
  /** The last line of prose before it. */
  readonly intro: string;
}

export function codeBlocksOf(markdown: string): readonly CodeBlock[] {
  return [...markdown.matchAll(/^```(\w*)[ ]?([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const before = markdown.slice(0, match.index);
    return {
      language: match[1] ?? '',
      attributes: attributesOf(match[2] ?? ''),
      text: match[3] ?? '',
      line: before.split('\n').length + 1,
      intro: before.trimEnd().split('\n').at(-1) ?? '',
    };
  });
}

function attributesOf(words: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => word.split('=', 2) as [string, string]),
  );
}

/** A command that a reader types, and what is shown of its output. A line `…` stands for any lines. */
export interface Typed {
  readonly command: string;
  readonly shown: readonly string[];
}

/** Of a `console` block: `$ command`, then lines of its output. A line that ends in `\` goes on in the next. */
export function typedIn(text: string): readonly Typed[] {
  const typed: { command: string; shown: string[] }[] = [];
  let open = false;
  for (const line of text.trimEnd().split('\n')) {
    const last = typed.at(-1);
    if (open && last !== undefined) last.command = `${last.command.slice(0, -1).trimEnd()} ${line.trim()}`;
    else if (line.startsWith('$ ')) typed.push({ command: line.slice(2), shown: [] });
    else if (last !== undefined) last.shown.push(line);
    open = (open || line.startsWith('$ ')) && line.endsWith('\\');
  }
  return typed;
}

/**
 * The first shown line that is not what the output has there; undefined when all are. Lines follow one another as they are shown,
 * except where a line `…` stands between them; an output that goes on after the last one is no difference. Empty lines and
 * indentation do not count.
 */
export function missingLine(shown: readonly string[], output: string): string | undefined {
  const lines = wordsOf(output.split('\n'));
  let from = 0;
  let gap = false;
  for (const line of wordsOf(shown)) {
    if (line === '…') {
      gap = true;
      continue;
    }
    const at = gap ? lines.findIndex((one, index) => index >= from && fits(line, one)) : from;
    if (at < 0 || !fits(line, lines[at] ?? '')) return line;
    from = at + 1;
    gap = false;
  }
  return undefined;
}

function wordsOf(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** `…` within a line stands for any text. */
function fits(shown: string, line: string): boolean {
  const parts = shown.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(line);
}
