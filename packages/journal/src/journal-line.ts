import { createHash } from 'node:crypto';

/** 64 bits: enough against every accident. It is no signature. */
const CHECKSUM_LENGTH = 16;

export interface JournalLine {
  /** Without the line feed. */
  readonly text: string;
  /** The next line's checksum covers this one. */
  readonly checksum: string;
}

/** `<checksum> <json>`, the checksum over that of the line before, so that no line can be missing or be another journal's. */
export function journalLine(previous: string, document: unknown): JournalLine {
  const json = JSON.stringify(document);
  const checksum = checksumOf(previous, Buffer.from(json));
  return { text: `${checksum} ${json}`, checksum };
}

export interface VerifiedLine {
  readonly checksum: string;
  readonly document: unknown;
}

/** Undefined when a byte of it, or the lines before it, are not those that were written. */
export function verifiedLine(previous: string, bytes: Uint8Array): VerifiedLine | undefined {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checksum = line.toString('latin1', 0, CHECKSUM_LENGTH);
  const json = line.subarray(CHECKSUM_LENGTH + 1);
  if (line[CHECKSUM_LENGTH] !== 0x20 || checksum !== checksumOf(previous, json)) return undefined;
  try {
    const document: unknown = JSON.parse(json.toString('utf8'));
    return { checksum, document };
  } catch {
    return undefined;
  }
}

function checksumOf(previous: string, json: Uint8Array): string {
  return createHash('sha256').update(previous).update(json).digest('hex').slice(0, CHECKSUM_LENGTH);
}
