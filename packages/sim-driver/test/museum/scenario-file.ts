import { posix } from 'node:path';
import type { Exhibit } from './exhibit.js';

/** The world of an exhibit as a scenario file of the command line: examples/museum/ID.yaml */
export function scenarioFile({ id, title, story, world, protocol }: Exhibit): string {
  const { cluster, seed, faults, late = {} } = world;
  const spec = posix.relative('museum', cluster);
  return [
    ...wrapped(`${title}. ${story}`, 118).map((line) => `# ${line}`),
    `# Ends: ${protocol.ends}. docs/museum.md#${id} shows what a script makes of it.`,
    `about: ${quoted(title)}`,
    `spec: ${spec.startsWith('.') ? spec : `./${spec}`}`,
    ...(seed === 1 ? [] : [`seed: ${String(seed)}`]),
    ...list(
      'faults',
      faults.map((fault) => `- ${fault}`),
    ),
    ...list(
      'late',
      Object.entries(late).map(([host, span]) => `${host}: ${span}`),
    ),
    '',
  ].join('\n');
}

function list(key: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${key}:`, ...lines.map((line) => `  ${line}`)];
}

function quoted(text: string): string {
  return text.includes("'") || text.includes(': ') ? JSON.stringify(text) : text;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
