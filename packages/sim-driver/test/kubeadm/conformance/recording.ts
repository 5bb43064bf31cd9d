import { readFileSync } from 'node:fs';

/** One command of a recording, with what it printed. */
export interface RecordedCommand {
  /** File without `.txt`, and number within it from 1: `07-late-join/3`. */
  readonly id: string;
  readonly host: string;
  readonly command: string;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly exit: number;
  readonly tookSeconds: number;
}

const FIXTURES = new URL('../../fixtures/transcripts/kubeadm-1.20/', import.meta.url);

/** Reads one file of `## on HOST`, `$ COMMAND`, `--- stdout`, `--- stderr`, `--- exit N after T s` blocks. */
export function readRecording(name: string): readonly RecordedCommand[] {
  const text = readFileSync(new URL(`${name}.txt`, FIXTURES), 'utf8');
  return text
    .split(/^## on /m)
    .slice(1)
    .map((block, index) => parseBlock(block, `${name}/${String(index + 1)}`));
}

function parseBlock(block: string, id: string): RecordedCommand {
  const match =
    /^(\S+)\n\$ ([^\n]+)\n--- stdout\n([\s\S]*?)--- stderr\n([\s\S]*?)--- exit (\d+) after ([\d.]+) s/.exec(
      block,
    );
  if (match === null) throw new Error(`${id} is no recorded command`);
  const [, host = '', command = '', stdout = '', stderr = '', exit = '', took = ''] = match;
  return {
    id,
    host,
    command,
    stdout: stdout.split('\n'),
    stderr: stderr.split('\n'),
    exit: Number(exit),
    tookSeconds: Number(took),
  };
}

/** A shell line of assignments and words, with single quotes, as argv and environment. */
export function shellWords(line: string): {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
} {
  const words = (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ''));
  const env: Record<string, string> = {};
  while (/^[A-Z_]+=/.test(words[0] ?? '')) {
    const [name = '', value = ''] = (words.shift() ?? '').split('=');
    env[name] = value;
  }
  return { argv: words, env };
}
