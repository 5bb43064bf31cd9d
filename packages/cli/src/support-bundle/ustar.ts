import { Buffer } from 'node:buffer';

/** A regular file of an archive. */
export interface ArchiveFile {
  /** Relative, with `/`; at most 255 bytes, of which the last part has at most 100. */
  readonly path: string;
  readonly content: string;
}

const BLOCK = 512;

/** A POSIX ustar archive: every file belongs to root, mode 0600, with the same time. */
export function ustar(files: readonly ArchiveFile[], modifiedMs: number): Buffer {
  const blocks = files.flatMap(({ path, content }) => {
    const bytes = Buffer.from(content, 'utf8');
    const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
    return [header(path, bytes.length, modifiedMs), bytes, padding];
  });
  // Two empty blocks end an archive.
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/** Fields and places of POSIX.1-1988: name, mode, uid, gid, size, time, checksum, type, link, magic, owner, group, device, prefix. */
function header(path: string, size: number, modifiedMs: number): Buffer {
  const { name, prefix } = split(path);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  block.write(name, 0, 'utf8');
  block.write(octal(0o600, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(Math.floor(modifiedMs / 1_000), 11), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\0' + '00', 257);
  block.write('root', 265);
  block.write('root', 297);
  block.write(prefix, 345, 'utf8');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function split(path: string): { readonly name: string; readonly prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' };
  const slash = path.indexOf('/', path.length - 101);
  const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
  if (slash < 0 || Buffer.byteLength(prefix) > 155 || Buffer.byteLength(name) > 100)
    throw new Error(`a path that ustar cannot hold: ${path}`);
  return { name, prefix };
}
