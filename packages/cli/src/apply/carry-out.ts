import type { ClusterSpec, ExecutionEvent, LeasedRunResult, LeaseEvent } from '@quorate/core';
import { executeLeased, FailureWatch } from '@quorate/core';
import { leaseHolder } from '../lease-holder.js';
import type { ForeseenChange } from '../progress/estimate.js';
import { LiveProgress } from '../progress/live-progress.js';
import type { TimeSpent } from '../progress/time-spent.js';
import type { Terminal } from '../terminal.js';
import type { ClusterWorld } from '../world/cluster-world.js';
import type { ApplyOptions } from './apply-options.js';
import type { RunJournal } from './run-journal.js';
import { tellDiagnosis } from './tell-diagnosis.js';

export interface CarriedOut {
  readonly result: LeasedRunResult;
  readonly spent: TimeSpent;
}

export interface CarryOutOptions {
  readonly spec: ClusterSpec;
  readonly world: ClusterWorld;
  readonly journal: RunJournal;
  readonly foreseen: readonly ForeseenChange[];
  readonly options: ApplyOptions;
  readonly terminal: Terminal;
}

const TICK_MS = 1000;
const LAST_WORDS =
  'ended at once: what was under way goes on on its host; run it again: it looks how that ended, and goes on from there';

/** Runs the protocol under the lease and shows it. The first Ctrl-C ends it at the next safe point; the second is the system's. */
export async function carryOut(task: CarryOutOptions): Promise<CarriedOut> {
  const { spec, world, journal, foreseen, options, terminal } = task;
  const { driver, clock } = world;
  const verbose = options.verbose === true;
  const json = options.json === true;
  const startMs = clock.nowMs();
  const progress = new LiveProgress({ spec, startMs, verbose, quiet: json, foreseen, terminal });
  const telling = { journalPath: journal.path, json, terminal };
  const failures = new FailureWatch({
    spec,
    beside: () => world.beside(),
    onDiagnosis: (diagnosed) => {
      tellDiagnosis(diagnosed, telling);
    },
  });
  const onEvent = (event: ExecutionEvent | LeaseEvent): void => {
    if (json) terminal.out(JSON.stringify(event));
    progress.tell(event);
    if (isExecutionEvent(event)) failures.onEvent(event);
  };
  world.onLine((host, line) => {
    progress.said(host, line);
  });
  const ticks = !world.simulated && !json;
  const ticking = ticks ? setInterval(() => progress.redraw(clock.nowMs()), TICK_MS) : undefined;
  terminal.changing(LAST_WORDS);
  try {
    const result = await executeLeased({
      spec,
      driver,
      clock,
      stop: terminal.signal,
      journal: journal.journal,
      resumeFrom: journal.resumeFrom,
      lease: { holder: leaseHolder(journal.runId), whenHeld: options.wait === true ? 'wait' : 'refuse' },
      beside: () => world.beside(),
      onEvent,
    });
    await failures.settled(clock);
    return { result, spent: progress.end(clock.nowMs()) };
  } finally {
    clearInterval(ticking);
    terminal.changing(undefined);
    terminal.pin([]);
  }
}

function isExecutionEvent(event: ExecutionEvent | LeaseEvent): event is ExecutionEvent {
  return !event.type.startsWith('lease.');
}
