import type { HostStep, RunStep, StepOutcome } from '@quorate/core';
import { onTestFinished } from 'vitest';
import type { SshDriverOptions } from '../../src/driver/ssh-driver.js';
import { SshDriver } from '../../src/driver/ssh-driver.js';
import type { SshEvent } from '../../src/ssh-event.js';
import type { SshTarget } from '../../src/ssh-target.js';

/** Never reached when all is well. */
export const LONG_MS = 30_000;

export interface Harness {
  readonly driver: SshDriver;
  readonly events: readonly SshEvent[];
  run(step: HostStep, signal?: AbortSignal): Promise<StepOutcome>;
  sh(script: string, more?: Partial<RunStep>, signal?: AbortSignal): Promise<StepOutcome>;
  /** Resolves when an event of this type has come, at once when it already has. */
  event(accept: (event: SshEvent) => boolean): Promise<SshEvent>;
}

/** A driver for one host, `master1`, that is closed when the test is over. */
export function harness(target: SshTarget, options: Partial<SshDriverOptions> = {}): Harness {
  const events: SshEvent[] = [];
  const waiting = new Set<() => void>();
  const driver = new SshDriver({
    targets: { master1: target },
    onEvent: (event) => {
      events.push(event);
      for (const wake of [...waiting]) wake();
    },
    ...options,
  });
  onTestFinished(() => driver.close());
  const run = (step: HostStep, signal = new AbortController().signal): Promise<StepOutcome> =>
    driver.run('master1', step, { signal });
  return {
    driver,
    events,
    run,
    sh: (script, more = {}, signal) =>
      run({ kind: 'run', argv: ['sh', '-c', script], timeoutMs: LONG_MS, ...more }, signal),
    event: (accept) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = events.find(accept);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

export function line(text: string): (event: SshEvent) => boolean {
  return (event) => event.type === 'output-line' && event.line === text;
}

/** Why a step could not be started. Fails the test when it was. */
export function detailOf(outcome: StepOutcome): string {
  if (outcome.kind !== 'failed' || outcome.cause.kind !== 'unreachable')
    throw new Error(`not unreachable: ${JSON.stringify(outcome)}`);
  return outcome.cause.detail;
}
