import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Evidence, Secret } from '@quorate/core';
import { masker } from '@quorate/core';
import { evidenceFiles } from './evidence-files.js';
import type { ArchiveFile } from './ustar.js';
import { ustar } from './ustar.js';

export interface SupportBundle {
  /** As text, with its comments. */
  readonly spec: string;
  /** The text of the journal; absent: there is none. */
  readonly journal?: string;
  /** A directory that `writeEvidence` filled. */
  readonly evidenceDirectory?: string;
  /** What was just collected. */
  readonly evidence?: Evidence;
  /** Of quorate, Node.js and the operating system, and what hosts say of themselves. */
  readonly versions: Readonly<Record<string, string>>;
  /** Beside all that has the form of a secret. */
  readonly secrets?: readonly Secret[];
}

const TOP = 'quorate-support';

/** What a bundle holds: spec, journal, evidence, versions, and nothing else. Everything passes the masker once more. */
function bundleFiles(bundle: SupportBundle): readonly ArchiveFile[] {
  const { spec, journal, evidenceDirectory, evidence, versions, secrets } = bundle;
  const mask = masker(secrets);
  const files: readonly ArchiveFile[] = [
    { path: 'versions.json', content: `${JSON.stringify(versions, undefined, 2)}\n` },
    { path: 'spec.yaml', content: spec },
    ...(journal === undefined ? [] : [{ path: 'journal.jsonl', content: journal }]),
    ...(evidenceDirectory === undefined ? [] : written(evidenceDirectory)),
    ...(evidence === undefined
      ? []
      : evidenceFiles(evidence).map(({ host, name, text }) => ({
          path: `evidence/now-${host}/${name}`,
          content: text,
        }))),
  ];
  return files.map(({ path, content }) => ({ path: `${TOP}/${path}`, content: mask(content) }));
}

/**
 * Writes the bundle for nobody but the user (0600); a file that is there stays as it is.
 *
 * @returns what is in it, for people to see before they send it.
 * @throws what the file system says; EEXIST when there is such a file.
 */
export function writeSupportBundle(path: string, bundle: SupportBundle, nowMs: number): readonly string[] {
  const files = bundleFiles(bundle);
  writeFileSync(path, gzipSync(ustar(files, nowMs)), { mode: 0o600, flag: 'wx' });
  return files.map((file) => file.path);
}

function written(directory: string): readonly ArchiveFile[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(log|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: `evidence/${relative(directory, file).replaceAll('\\', '/')}`,
      content: readFileSync(file, 'utf8'),
    }));
}
