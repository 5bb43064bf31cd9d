import { createHash } from 'node:crypto';
import type { TraceRecord, Scenario } from '../../src/index.js';
import { DEFAULT_START_MS, runScenario } from '../../src/index.js';
import { Trace } from '../../src/engine/trace.js';

/** What is kept of one run: enough to see that it changed, and from where on. */
export interface Recording {
  /** `ready`, or `blocked, CODE`; of each chapter. */
  readonly ends: readonly string[];
  /** Virtual time from start to end, in milliseconds. */
  readonly tookMs: number;
  /** Rolling hash over every record of the world's trace. */
  readonly trace: string;
  /** Hash over every event of the protocol, in order, and their number. */
  readonly events: string;
  /** The records, one after the other. */
  readonly steps: readonly Step[];
}

export interface Step {
  /** Event and host. */
  readonly what: string;
  /** The last twelve bits of the rolling hash after this record: it differs from the first record on that does. */
  readonly check: number;
}

/** A run with everything it left, for those who look for a difference. */
export interface RecordedRun {
  readonly recording: Recording;
  readonly records: readonly TraceRecord[];
}

export async function recordRun(scenario: Scenario): Promise<RecordedRun> {
  const hash = createHash('sha256');
  let count = 0;
  const { simulation, chapters } = await runScenario(scenario, {
    keepTrace: true,
    onEvent: (event) => {
      hash.update(JSON.stringify(event));
      count += 1;
    },
  });
  const { trace } = simulation.world;
  const recording: Recording = {
    ends: chapters.map(({ result }) =>
      result.status === 'blocked' ? `blocked, ${result.reason.code}` : result.status,
    ),
    tookMs: simulation.nowMs() - DEFAULT_START_MS,
    trace: trace.hash,
    events: `${hash.digest('hex').slice(0, 16)} ${String(count)}`,
    steps: stepsOf(trace.records),
  };
  return { recording, records: trace.records };
}

function stepsOf(records: readonly TraceRecord[]): readonly Step[] {
  const again = new Trace({ keepRecords: false });
  return records.map(({ atUs, event, host, detail }) => {
    again.add(atUs, event, host, detail);
    return {
      what: host === undefined ? event : `${event} ${host}`,
      check: Number.parseInt(again.hash.slice(-3), 16),
    };
  });
}
