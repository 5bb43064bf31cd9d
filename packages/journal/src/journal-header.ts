import type { ClusterSpec } from '@quorate/core';
import { specDigest } from './spec-digest.js';

const FORMAT = 'quorate-journal';

/** A minor version adds members that may be ignored; a major one may mean anything. */
export const FORMAT_VERSION = { major: 1, minor: 0 } as const;
/** The same as text: `MAJOR.MINOR`. */
export const JOURNAL_FORMAT_VERSION = `${FORMAT_VERSION.major}.${FORMAT_VERSION.minor}`;

/** The first line of a journal. */
export interface JournalHeader {
  readonly format: typeof FORMAT;
  readonly version: { readonly major: number; readonly minor: number };
  readonly seq: 0;
  readonly cluster: string;
  /** See `specDigest`. */
  readonly spec: string;
  /** Stays the same when the run is interrupted and gone on with. */
  readonly runId: string;
}

export function headerFor(spec: ClusterSpec, runId: string): JournalHeader {
  const spelled = { cluster: spec.name, spec: specDigest(spec) };
  return { format: FORMAT, version: FORMAT_VERSION, seq: 0, ...spelled, runId };
}

/** Undefined for what is none. Of another major version nothing but that version is known. */
export function parseHeader(document: unknown): JournalHeader | undefined {
  const header = document as Partial<JournalHeader> | null;
  const known =
    header?.format === FORMAT &&
    Number.isInteger(header.version?.major) &&
    Number.isInteger(header.version?.minor);
  if (!known) return undefined;
  if (header.version?.major !== FORMAT_VERSION.major) return header as JournalHeader;
  const texts = [header.cluster, header.spec, header.runId];
  return texts.every((text) => typeof text === 'string') && header.seq === 0
    ? (header as JournalHeader)
    : undefined;
}
