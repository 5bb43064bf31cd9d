/** Where a command writes: results to `out`, progress and messages to `err`. One line each. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** Whether colours may be used, stream by stream. */
  readonly colour: { readonly out: boolean; readonly err: boolean };
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  /** Lets signals and closed pipes be noticed; simulated time leaves the event loop no turn of its own. */
  breathe(): Promise<void>;
}

/** https://no-color.org, `FORCE_COLOR` as Node.js reads it, and otherwise only people at a terminal get colours. */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false;
  return stream.isTTY === true;
}
