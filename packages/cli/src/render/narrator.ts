import { styleText } from 'node:util';
import type { BlockReason, ExecutionEvent, Verdict } from '@quorate/core';
import { titleOf } from '@quorate/core';
import { sinceStart } from './virtual-time.js';

export interface NarratorOptions {
  readonly startMs: number;
  /** Also looks, waits, host steps and every check of a verdict. */
  readonly verbose: boolean;
  readonly write: (line: string) => void;
}

/** Top-level phases are announced; these show nothing that the commands do not show better. */
const SILENT = new Set(['awaitingStart', 'deciding', 'ready', 'blocked', 'aborted', 'established']);

/** The end of what was seen tells why; the whole is in --verbose and --json. */
const SEEN_LINES = 3;

type Style = Parameters<typeof styleText>[0];

/** Turns the event stream of a run into lines for people. */
export class Narrator {
  readonly #options: NarratorOptions;
  /** Phases announced since the last change: a run that waits in circles says so once. */
  readonly #announced = new Set<string>();

  constructor(options: NarratorOptions) {
    this.#options = options;
  }

  tell(event: ExecutionEvent): void {
    switch (event.type) {
      case 'state.entered':
        this.#phases(event);
        return;
      case 'command.issued':
        if (event.mutates) this.#announced.clear();
        if (event.mutates || this.#options.verbose) this.#line(event.atMs, paint('cyan', `→ ${event.title}`));
        if (event.permit !== undefined) this.#permit(event.permit);
        return;
      case 'command.settled':
        this.#settled(event);
        return;
      case 'step.started':
        if (this.#options.verbose) this.#indented(paint('dim', `${event.host}$ ${event.line}`));
        return;
      case 'run.blocked':
        this.#line(event.atMs, paint('yellow', `■ blocked: ${event.reason.summary}`));
        for (const line of describeBlock(event.reason)) this.#indented(line);
        return;
      case 'run.unblocked':
        this.#line(event.atMs, paint('green', '▶ goes on'));
        return;
      case 'event.ignored':
      case 'step.settled':
      case 'run.ended':
        return;
    }
  }

  heading(text: string): void {
    this.#options.write('');
    this.#options.write(paint('bold', text));
  }

  #phases(event: Extract<ExecutionEvent, { type: 'state.entered' }>): void {
    for (const path of event.states) {
      const phase = path.split('.')[0] ?? '';
      if (this.#announced.has(phase) || SILENT.has(phase)) continue;
      this.#announced.add(phase);
      const title = titleOf(phase);
      if (title === undefined) continue;
      this.#line(event.atMs, `${paint('bold', title.title)} ${paint('dim', `— ${title.why}`)}`);
    }
  }

  #settled(event: Extract<ExecutionEvent, { type: 'command.settled' }>): void {
    const { report } = event;
    if (report.outcome !== 'succeeded' && report.failure !== undefined) {
      const sign = report.outcome === 'unknown' ? '? unknown' : '✗ failed';
      this.#line(event.atMs, paint('red', `${sign}: ${event.title} (${report.failure.class})`));
      this.#indented(`tried on ${report.failure.host}: ${report.failure.tried}`);
      const seen = report.failure.seen.split('\n');
      for (const line of this.#options.verbose ? seen : seen.slice(-SEEN_LINES))
        this.#indented(`seen: ${line}`);
      return;
    }
    const quiet = event.command.kind === 'observe' || event.command.kind === 'wait';
    if (!quiet) this.#line(event.atMs, paint('green', `✓ ${event.title}`));
    else if (this.#options.verbose) this.#line(event.atMs, paint('dim', `✓ ${event.title}`));
  }

  #permit(permit: Verdict): void {
    const telling = new Set([
      'quorum-after-change',
      'every-voter-healthy',
      'token-valid',
      'certificate-key-valid',
      'no-cluster-anywhere',
    ]);
    const shown = permit.checks.filter((one) => this.#options.verbose || telling.has(one.id));
    for (const one of shown) this.#indented(paint('dim', `permitted: ${one.id}: ${one.evidence}`));
    const rest = permit.checks.length - shown.length;
    if (rest > 0) this.#indented(paint('dim', `and ${rest} more conditions`));
  }

  #line(atMs: number, text: string): void {
    this.#options.write(`${paint('dim', sinceStart(atMs - this.#options.startMs).padStart(9))}  ${text}`);
  }

  #indented(text: string): void {
    this.#options.write(`${' '.repeat(13)}${text}`);
  }
}

export function describeBlock(reason: BlockReason): readonly string[] {
  return [
    ...reason.evidence.map((one) => `seen: ${one.id}: ${one.evidence}`),
    ...reason.remedies.map((remedy) => `safe next: ${remedy}`),
  ];
}

function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stderr });
}
