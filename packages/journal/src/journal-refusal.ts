/** Why a journal is not gone on from. The file is as it was. */
export type JournalRefusalCode =
  /** Another process writes it, or died while it took it over. */
  | 'in-use'
  | 'not-a-journal'
  | 'older-format'
  | 'newer-format'
  /** A byte in it is not the one that was written. */
  | 'damaged'
  | 'another-cluster'
  | 'other-spec'
  /** Another version of the protocol wrote it. */
  | 'other-protocol'
  | 'unreadable'
  | 'not-writable';

export interface JournalRefusal {
  readonly code: JournalRefusalCode;
  /** Path of the file that it is about. */
  readonly path: string;
  /** Line in it, from 1, where there is one. */
  readonly line?: number;
  readonly seen: string;
  readonly safeNext: string;
  /** All of it, for people. */
  readonly message: string;
}

export interface RefusalDetails {
  readonly tried: string;
  readonly line?: number;
  readonly seen: string;
  readonly safeNext: string;
}

export function journalRefusal(
  code: JournalRefusalCode,
  path: string,
  { tried, line, seen, safeNext }: RefusalDetails,
): JournalRefusal {
  const where = line === undefined ? path : `${path}, line ${line}`;
  const message = `${tried} ${where}: ${seen}; nothing was changed; safe next: ${safeNext}`;
  return { code, path, ...(line === undefined ? {} : { line }), seen, safeNext, message };
}

/** What a call to the operating system came to, for people: `no space left on device (ENOSPC)`. */
export function systemFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = errorCode(error);
  const said = /^[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1];
  return code === undefined || said === undefined ? error.message : `${said} (${code})`;
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
