import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';

/** One hop of ProxyJump. */
export interface Jump {
  readonly name: string;
  readonly user?: string;
  readonly port?: number;
}

/** `[user@]host[:port]`, several separated by commas, each also as `ssh://…`; `none` is no jump. The first is dialled first. */
export function parseJumps(text: string): Result<readonly Jump[], string> {
  if (text.toLowerCase() === 'none') return ok([]);
  const jumps: Jump[] = [];
  for (const hop of text.split(',')) {
    const jump = parseJump(hop);
    if (jump === undefined)
      return err(`ProxyJump ${text}: ${hop === '' ? 'an empty hop' : hop} is not [user@]host[:port]`);
    jumps.push(jump);
  }
  return ok(jumps);
}

function parseJump(text: string): Jump | undefined {
  const match = /^(?:(.+)@)?(?:\[([^\]]+)\]|([^@:[\]/]+))(?::(\d+))?$/.exec(
    text.replace(/^ssh:\/\/(.*?)\/?$/, '$1'),
  );
  const name = match?.[2] ?? match?.[3];
  if (match === null || name === undefined) return undefined;
  const port = match[4] === undefined ? undefined : parsePort(match[4]);
  if (match[4] !== undefined && port === undefined) return undefined;
  const user = match[1];
  return { name, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) };
}

/** 1 to 65535. */
export function parsePort(text: string): number | undefined {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
