import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';
import type { TokenObservation } from '../observation.js';
import { readRfc3339 } from './instant.js';
import { readJsonStream, stringIn, stringsIn } from './json.js';

/**
 * `kubeadm token list -o json`: a stream of objects, and nothing at all when there is no token. Only the ids are kept: the text
 * holds tokens in clear, so it is read anew each time and never remembered.
 */
export function readTokenList(text: string): Known<readonly TokenObservation[]> {
  const stream = readJsonStream(text);
  if (!stream.known) return stream;
  const tokens = stream.value.map(readToken);
  const complete = tokens.filter((token) => token !== undefined);
  return complete.length === tokens.length ? known(complete) : unknown('an entry that is no bootstrap token');
}

function readToken(value: unknown): TokenObservation | undefined {
  const id = /^([a-z0-9]{6})\./.exec(stringIn(value, 'token') ?? '')?.[1];
  const expires = stringIn(value, 'expires');
  const expiresAt = expires === undefined ? undefined : readRfc3339(expires);
  if (id === undefined || expiresAt?.known === false) return undefined;
  return {
    id,
    description: stringIn(value, 'description') ?? '',
    ...(expiresAt === undefined ? {} : { expiresAtMs: expiresAt.value }),
    usages: stringsIn(value, 'usages'),
  };
}
