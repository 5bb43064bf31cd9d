import type { ClusterSpec, ExecutionEvent, RunResult } from '@quorate/core';
import { execute } from '@quorate/core';
import type { SshEvent } from '@quorate/ssh-driver';
import { SshDriver, systemClock } from '@quorate/ssh-driver';
import { labTargets } from './lab-targets.js';

export interface RunRecord {
  readonly result: RunResult;
  readonly events: readonly ExecutionEvent[];
  readonly wallMs: number;
}

/** The product as people run it: the machine, the SSH driver, real time. A new driver each time, as a new process would have. */
export async function runProduct(
  spec: ClusterSpec,
  onLine: (event: Extract<SshEvent, { type: 'output-line' }>) => void = () => undefined,
): Promise<RunRecord> {
  const events: ExecutionEvent[] = [];
  const driver = new SshDriver({
    targets: labTargets(),
    onEvent: (event) => {
      if (event.type === 'output-line') onLine(event);
    },
  });
  const startedMs = Date.now();
  try {
    const result = await execute({
      spec,
      driver,
      clock: systemClock,
      onEvent: (event) => {
        events.push(event);
        report(event, startedMs);
      },
    });
    return { result, events, wallMs: Date.now() - startedMs };
  } finally {
    await driver.close();
  }
}

function report(event: ExecutionEvent, startedMs: number): void {
  const line = lineOf(event);
  if (line !== undefined)
    process.stderr.write(`${((event.atMs - startedMs) / 1000).toFixed(1).padStart(7)} ${line}\n`);
}

function lineOf(event: ExecutionEvent): string | undefined {
  if (event.type === 'command.issued') return `> ${event.title}`;
  if (event.type === 'command.settled' && event.report.failure !== undefined)
    return `< ${event.title}: ${JSON.stringify(event.report.failure)}`;
  if (event.type !== 'run.blocked') return undefined;
  return `blocked: ${event.reason.summary}: ${event.reason.evidence.map((one) => one.evidence).join('; ')}`;
}
