import { setMaxListeners } from 'node:events';
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClusterSpec, ExecutionEvent, Journal, JournalEntry } from '@quorate/core';
import { execute } from '@quorate/core';
import { Simulation } from '@quorate/sim-driver';
import { beforeEach, describe, expect, test } from 'vitest';
import { machinesFolder, temporaryFolder } from './workbench.js';

interface Opened {
  readonly journal: Journal;
  readonly resumeFrom: readonly JournalEntry[];
  close(): Promise<void>;
}

const { fileJournal } = (await import(join(machinesFolder, 'lib', 'journal.mjs'))) as {
  fileJournal(path: string, spec: ClusterSpec): Opened;
};
const { readCluster } = (await import(join(machinesFolder, 'lib', 'cluster-file.mjs'))) as {
  readCluster(path: URL, env: Readonly<Record<string, string>>): ClusterSpec;
};

const specPath = pathToFileURL(join(machinesFolder, 'cluster.yaml'));
const spec = readCluster(specPath, {});

let path: string;
beforeEach(() => {
  path = join(temporaryFolder(), 'journal');
});

/** One run with the journal in the file, as one process would make it. */
async function run(simulation: Simulation, onEvent: (event: ExecutionEvent) => void, signal?: AbortSignal) {
  const driver = simulation.orchestrator();
  const { journal, resumeFrom, close } = fileJournal(path, spec);
  const options = { spec, driver, clock: driver, journal, resumeFrom, onEvent };
  const result = await execute(signal === undefined ? options : { ...options, signal });
  driver.detach();
  await close();
  return { result, resumeFrom };
}

/** Interrupts a run when its second master is being joined. */
async function interruptedRun(simulation: Simulation) {
  const interrupt = new AbortController();
  setMaxListeners(0, interrupt.signal);
  return run(
    simulation,
    (event) => {
      if (event.type === 'command.issued' && event.command.kind === 'join-control-plane') interrupt.abort();
    },
    interrupt.signal,
  );
}

describe('the journal of examples/vagrant.mjs', () => {
  test('lets an interrupted run go on, without a second init', async () => {
    const simulation = new Simulation({ spec });
    const first = await interruptedRun(simulation);
    expect(first.result.status).toBe('aborted');
    const kinds: string[] = [];
    const second = await run(simulation, (event) => {
      if (event.type === 'command.issued' && event.mutates) kinds.push(event.command.kind);
    });
    expect(second.resumeFrom.length).toBeGreaterThan(0);
    expect(second.result.status).toBe('ready');
    expect(kinds).not.toContain('initialise');
  });

  test('is refused for another spec', async () => {
    await interruptedRun(new Simulation({ spec }));
    expect(() => fileJournal(path, readCluster(specPath, { KUBERNETES_VERSION: '1.32.4' }))).toThrow(
      /another specification/,
    );
  });

  test('is refused while another run has it, whose process is named', async () => {
    const first = fileJournal(path, spec);
    expect(() => fileJournal(path, spec)).toThrow(`process ${process.pid} on `);
    await first.close();
    await fileJournal(path, spec).close();
  });

  test.each(['notes\n', '{"kind":"opened"}\n', ''])('is refused when it is none: %j', (text) => {
    appendFileSync(path, text);
    expect(() => fileJournal(path, spec)).toThrow(/does not begin like a journal/);
  });

  test('is for its owner only, and holds no token', async () => {
    await interruptedRun(new Simulation({ spec }));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toMatch(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b|PRIVATE KEY/);
  });
});
