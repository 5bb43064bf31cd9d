import type { BlockReason, ExecutionEvent, Verdict } from '@quorate/core';
import { titleOf } from '@quorate/core';
import { counted } from './counted.js';
import { printable } from './printable.js';
import type { Paint } from './style.js';
import { sinceStart, span } from './virtual-time.js';
import { wrapped } from './wrapped.js';

export interface NarratorOptions {
  readonly startMs: number;
  /** Also looks, host steps and every condition of a verdict. */
  readonly verbose: boolean;
  /** What goes on is shown elsewhere: only phases, ends and trouble are told. */
  readonly onlyEnds?: boolean;
  readonly paint: Paint;
  /** Of the screen; undefined: a line goes on as long as it is. */
  readonly columns?: number | undefined;
  readonly write: (line: string) => void;
}

type Style = Parameters<Paint>[0];

type EventOf<Type extends ExecutionEvent['type']> = Extract<ExecutionEvent, { type: Type }>;

/** Phases that show nothing that the commands in them do not show better. */
const SILENT: ReadonlySet<string> = new Set([
  'awaitingStart',
  'deciding',
  'ready',
  'blocked',
  'aborted',
  'established',
]);

/** The conditions that tell most about a change; --verbose shows the others. */
const TELLING: ReadonlySet<string> = new Set([
  'quorum-after-change',
  'every-voter-healthy',
  'token-valid',
  'certificate-key-valid',
  'no-cluster-anywhere',
]);

/** The end of what was seen tells why; the whole is in --verbose and --json. */
const SEEN_LINES = 3;

/** Of the time since the start, before each line. */
const TIME_WIDTH = 9;

/** Turns the event stream of a run into lines for people. */
export class Narrator {
  readonly #options: NarratorOptions;
  readonly #issuedMs = new Map<string, number>();
  /** Told since the last change: a run that goes in circles while it waits says each thing once. */
  readonly #told = new Set<string>();
  /** Phases whose reason was given: once is enough. */
  readonly #explained = new Set<string>();
  #phase = '';
  #hintGiven = false;

  constructor(options: NarratorOptions) {
    this.#options = options;
  }

  heading(text: string): void {
    this.#options.write('');
    for (const line of this.#fitted(text, 0)) this.#options.write(this.#options.paint('bold', line));
    this.#phase = '';
    this.#told.clear();
  }

  /** Something beside the run. */
  note(atMs: number, text: string): void {
    this.#line(atMs, 'yellow', text);
  }

  tell(event: ExecutionEvent): void {
    switch (event.type) {
      case 'state.entered':
        for (const path of event.states) this.#enter(path.split('.')[0] ?? '', event.atMs);
        return;
      case 'command.issued':
        this.#issued(event);
        return;
      case 'command.settled':
        this.#settled(event);
        return;
      case 'step.started':
        if (this.#options.verbose) this.#below('dim', `${event.host}# ${event.line}`);
        return;
      case 'run.blocked':
        this.#line(event.atMs, 'yellow', `■ blocked: ${event.reason.summary}`);
        for (const line of evidenceOf(event.reason)) this.#below('dim', line);
        return;
      case 'run.stopping':
        this.#line(event.atMs, 'yellow', stopping(event.underWay));
        return;
      case 'run.unblocked':
        this.#line(event.atMs, 'green', '▶ the reason is gone: goes on');
        return;
      case 'event.ignored':
      case 'step.settled':
      case 'run.ended':
        return;
    }
  }

  #enter(phase: string, atMs: number): void {
    if (SILENT.has(phase) || phase === this.#phase) return;
    this.#phase = phase;
    const title = titleOf(phase);
    if (title === undefined || !this.#once(`phase ${phase}`)) return;
    const why = this.#explained.has(phase) ? '' : ` — ${title.why}`;
    this.#explained.add(phase);
    const { paint } = this.#options;
    this.#line(atMs, 'dim', `${title.title}${why}`, (line) =>
      line.startsWith(title.title)
        ? `${paint('bold', title.title)}${paint('dim', line.slice(title.title.length))}`
        : paint('dim', line),
    );
  }

  #issued({ atMs, id, command, title, mutates, permit }: EventOf<'command.issued'>): void {
    this.#issuedMs.set(id, atMs);
    if (mutates) this.#told.clear();
    if (this.#options.onlyEnds === true) return;
    if (command.kind === 'wait') {
      if (this.#once(`wait ${withoutNumbers(command.reason)}`))
        this.#line(atMs, 'dim', `… waiting: ${command.reason}`);
    } else if (mutates || this.#options.verbose) {
      this.#line(atMs, 'cyan', `→ ${title}`);
    }
    if (permit !== undefined) this.#permit(permit);
  }

  #settled({ atMs, id, command, title, report }: EventOf<'command.settled'>): void {
    const tookMs = atMs - (this.#issuedMs.get(id) ?? atMs);
    this.#issuedMs.delete(id);
    if (report.outcome !== 'succeeded' && report.failure !== undefined) {
      const { failure } = report;
      const sign = report.outcome === 'unknown' ? '? not known how it ended' : '✗ failed';
      this.#line(atMs, 'red', `${sign}: ${title} (${failure.class})`);
      this.#below('red', `tried on ${failure.host}: ${failure.tried}`);
      const seen = failure.seen.split('\n');
      for (const line of this.#options.verbose ? seen : seen.slice(-SEEN_LINES))
        this.#below('red', `seen: ${line}`);
      return;
    }
    const looked = command.kind === 'observe' || command.kind === 'probe-api';
    const quiet = command.kind === 'wait' || looked;
    const took = tookMs < 1000 ? '' : ` (${span(tookMs)})`;
    if (!quiet) this.#line(atMs, 'green', `✓ ${title}${took}`);
    else if (this.#options.verbose && looked) this.#line(atMs, 'dim', `✓ ${title}`);
  }

  #permit({ checks }: Verdict): void {
    const { verbose } = this.#options;
    const shown = checks.filter((one) => verbose || TELLING.has(one.id));
    for (const one of shown) this.#below('dim', `permitted: ${one.id}: ${one.evidence}`);
    const rest = checks.length - shown.length;
    if (rest === 0) return;
    const hint = this.#hintGiven ? '' : ' (-v shows them)';
    this.#hintGiven = true;
    this.#below('dim', `and ${counted(rest, 'more condition')}${hint}`);
  }

  #once(what: string): boolean {
    if (this.#told.has(what)) return false;
    this.#told.add(what);
    return true;
  }

  #line(
    atMs: number,
    style: Style,
    text: string,
    painted = (line: string) => this.#options.paint(style, line),
  ): void {
    const { paint, startMs, write } = this.#options;
    const time = paint('dim', sinceStart(atMs - startMs).padStart(TIME_WIDTH));
    const [first = '', ...more] = this.#fitted(text, TIME_WIDTH + 2);
    write(`${time}  ${painted(first)}`);
    for (const line of more) write(`${' '.repeat(TIME_WIDTH + 2)}${painted(line)}`);
  }

  #below(style: Style, text: string): void {
    const { paint, write } = this.#options;
    const indent = TIME_WIDTH + 4;
    for (const line of this.#fitted(text, indent)) write(`${' '.repeat(indent)}${paint(style, line)}`);
  }

  #fitted(text: string, indent: number): readonly string[] {
    const { columns } = this.#options;
    return columns === undefined ? [printable(text)] : wrapped(text, columns - indent, '', '  ');
  }
}

export function evidenceOf(reason: BlockReason): readonly string[] {
  return reason.evidence.map((one) => `seen: ${one.id}: ${one.evidence}`);
}

function stopping(underWay: readonly string[]): string {
  return underWay.length === 0
    ? '■ stops here: no change is under way'
    : `■ stops as soon as this has ended: ${underWay.join('; ')} (interrupted again: at once)`;
}

/** Reasons that differ in a count only are one reason. */
function withoutNumbers(reason: string): string {
  return reason.replaceAll(/\b\d+(\.\d+)?\b/g, 'N');
}
