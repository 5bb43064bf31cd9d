import { readFile } from 'node:fs/promises';
import type { KnownHostsEntry } from './known-hosts-line.js';
import { parseKnownHostsLine } from './known-hosts-line.js';

export interface KnownHosts {
  readonly entries: readonly KnownHostsEntry[];
  /** Lines that could not be understood, one text each: `known_hosts:3: the key is not base64`. */
  readonly badLines: readonly string[];
  /** Files that exist but could not be read: nobody knows what they say. */
  readonly unreadable: readonly string[];
}

/** One file's text. A bad line is reported and skipped: the others still hold. */
export function parseKnownHosts(text: string, file: string): KnownHosts {
  const entries: KnownHostsEntry[] = [];
  const badLines: string[] = [];
  text.split(/\r?\n/).forEach((content, index) => {
    const parsed = parseKnownHostsLine(content, file, index + 1);
    if (!parsed.ok) badLines.push(`${file}:${index + 1}: ${parsed.error}`);
    else if (parsed.value !== undefined) entries.push(parsed.value);
  });
  return { entries, badLines, unreadable: [] };
}

/** All files together, in order. A file that does not exist knows nobody. */
export async function readKnownHosts(files: readonly string[]): Promise<KnownHosts> {
  const all = await Promise.all(files.map(readOne));
  return {
    entries: all.flatMap((one) => one.entries),
    badLines: all.flatMap((one) => one.badLines),
    unreadable: all.flatMap((one) => one.unreadable),
  };
}

async function readOne(file: string): Promise<KnownHosts> {
  try {
    return parseKnownHosts(await readFile(file, 'utf8'), file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const absent = code === 'ENOENT' || code === 'ENOTDIR';
    return { entries: [], badLines: [], unreadable: absent ? [] : [`${file}: ${code}`] };
  }
}
