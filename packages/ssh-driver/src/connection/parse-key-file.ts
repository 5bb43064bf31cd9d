import type { ParsedKey } from 'ssh2';
import ssh2 from 'ssh2';

/** The key in the text of a key file, the first where there are several; or an error that says why there is none. */
export function parseKeyFile(text: Buffer | string, passphrase?: string): ParsedKey | Error {
  // Some formats may hold several keys; ssh2 then gives a list, which its types do not know.
  const parsed = ssh2.utils.parseKey(text, passphrase) as ParsedKey | Error | readonly ParsedKey[];
  const first = 'at' in parsed ? parsed[0] : parsed;
  return first ?? new Error('it holds no key');
}
