/** Where a command writes: results to `out`, progress and messages to `err`. One line each. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** Whether colours may be used, stream by stream. */
  readonly colour: { readonly out: boolean; readonly err: boolean };
  /** Somebody sits at it: questions can be asked and lines redrawn. */
  readonly interactive: boolean;
  /** Of the screen; 80 where nobody knows. */
  readonly columns: number;
  /** Pinned lines are shown, and results go to the same screen. */
  readonly redraws: boolean;
  /** Keeps these lines below all others until they are replaced; shows nothing where nobody sits. */
  pin(lines: readonly string[]): void;
  /** The line that is typed in answer; undefined when the input ends first or the user interrupts. */
  ask(question: string): Promise<string | undefined>;
  /**
   * Hosts are changed from now on: an interrupt, or output that is lost, ends that at a safe point. A second interrupt ends the
   * process at once, and these are its last words. Undefined: it is over.
   */
  changing(lastWords: string | undefined): void;
  /** Aborted when the user interrupts, or something else tells the process to stop. */
  readonly signal: AbortSignal;
  /** Lets signals and closed pipes be noticed; simulated time leaves the event loop no turn of its own. */
  breathe(): Promise<void>;
}

/** Columns that lines have to fit into; undefined where nobody sits: a log keeps one line an event. */
export function screenOf({ interactive, columns }: Terminal): number | undefined {
  return interactive ? columns : undefined;
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
