/** What the file system said: its code, which programs decide by, and words for people. */
export interface FileProblem {
  readonly code: string;
  readonly message: string;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'is a directory, not a file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOSPC: 'no space left on the disk',
  EROFS: 'the file system is read-only',
};

/** A code without words of its own stands for itself: the messages of Node.js repeat the path. */
export function fileProblem(error: unknown): FileProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return { code, message: WORDS[code] ?? `error ${code}` };
}
