import type { ClusterSpec, ExecutionEvent } from '@quorate/core';
import { cut } from '../render/cut.js';
import { printable } from '../render/printable.js';
import type { Paint } from '../render/style.js';
import { span } from '../render/virtual-time.js';
import type { Estimate } from './estimate.js';
import { hostOf } from './host-of.js';

interface Doing {
  readonly id: string;
  readonly title: string;
  readonly sinceMs: number;
  /** What its program said last. */
  line: string;
}

const BAR_CELLS = 8;

/** One line a host with what is being done on it, and below what the run waits for and how long it may still take. */
export class Board {
  readonly #hosts: readonly string[];
  readonly #width: number;
  readonly #estimate: Estimate;
  readonly #paint: Paint;
  readonly #doing = new Map<string, Doing>();
  readonly #last = new Map<string, string>();
  #waitingFor = '';

  constructor(spec: ClusterSpec, estimate: Estimate, paint: Paint) {
    this.#hosts = spec.hosts.filter(({ role }) => role !== 'jumpbox').map(({ name }) => name);
    this.#width = Math.max(...this.#hosts.map((name) => name.length));
    this.#estimate = estimate;
    this.#paint = paint;
  }

  note(event: ExecutionEvent): void {
    if (event.type === 'command.issued') this.#issued(event);
    if (event.type === 'command.settled') this.#settled(event);
    if (event.type === 'run.blocked') this.#waitingFor = `blocked: ${event.reason.summary}`;
    if (event.type === 'run.unblocked') this.#waitingFor = '';
  }

  /** A program on the host has printed a line. */
  said(host: string, line: string): void {
    const doing = this.#doing.get(host);
    // A bar that grows begins its line anew each time.
    const last = line.trim().split('\r').at(-1) ?? '';
    if (doing !== undefined && last !== '') doing.line = last;
  }

  lines(nowMs: number, columns: number): readonly string[] {
    const rows = this.#hosts.map((name) => this.#row(name, nowMs, columns));
    const leftMs = this.#estimate.leftMs(nowMs);
    const left = leftMs === undefined || leftMs <= 0 ? '' : `about ${span(leftMs + 999)} left`;
    const footer = [left, this.#waitingFor].filter((part) => part !== '').join(' · ');
    return [...rows, ...(footer === '' ? [] : [this.#paint('dim', oneLine(footer, columns))])];
  }

  #issued({ id, command, title, mutates, atMs }: Extract<ExecutionEvent, { type: 'command.issued' }>): void {
    if (command.kind === 'wait') this.#waitingFor = command.reason;
    if (!mutates) return;
    this.#waitingFor = '';
    const host = hostOf(command);
    if (host !== undefined) this.#doing.set(host, { id, title, sinceMs: atMs, line: '' });
  }

  #settled({ id, command, title, report }: Extract<ExecutionEvent, { type: 'command.settled' }>): void {
    const host = hostOf(command);
    if (host === undefined || this.#doing.get(host)?.id !== id) return;
    this.#doing.delete(host);
    const sign = report.outcome === 'succeeded' ? '✓' : report.outcome === 'failed' ? '✗' : '?';
    this.#last.set(host, `${sign} ${title}`);
  }

  #row(name: string, nowMs: number, columns: number): string {
    const label = name.padEnd(this.#width);
    const room = columns - this.#width - 2;
    const doing = this.#doing.get(name);
    if (doing === undefined)
      return `${label}  ${this.#paint('dim', oneLine(this.#last.get(name) ?? '·', room))}`.trimEnd();
    const elapsedMs = nowMs - doing.sinceMs;
    const expectedMs = this.#estimate.expectedMs(doing.title);
    const bar = expectedMs === 0 ? '' : `${barOf(elapsedMs / expectedMs)} `;
    const text = `→ ${doing.title} ${bar}${span(elapsedMs)}${doing.line === '' ? '' : ` ${doing.line}`}`;
    return `${label}  ${this.#paint('cyan', oneLine(text, room))}`;
  }
}

/** It never shows the end before the end is there. */
function barOf(share: number): string {
  const full = Math.min(BAR_CELLS - 1, Math.floor(share * BAR_CELLS));
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_CELLS - full)}]`;
}

/** A second line, or one that wraps, would stay behind when the board is drawn anew. */
function oneLine(text: string, columns: number): string {
  return cut(printable(text).replaceAll('\n', ' '), columns);
}
