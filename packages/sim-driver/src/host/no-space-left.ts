/** ENOSPC: what a write to a full disk throws. A program that does not expect it ends, as its host's kernel would have it. */
export class NoSpaceLeft extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`write ${path}: no space left on device`);
    this.name = 'NoSpaceLeft';
    this.path = path;
  }
}
