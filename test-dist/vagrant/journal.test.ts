import { setMaxListeners } from 'node:events';
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClusterSpec, ExecutionEvent, Journal, JournalEntry } from '@quorate/core';
import { execute } from '@quorate/core';
import { Simulation } from '@quorate/sim-driver';
import { beforeEach, describe, expect, test } from 'vitest';
import { machinesFolder, temporaryFolder } from './workbench.js';

interface FileJournal extends Journal {
  close(): void;
}

const { openJournal, readJournal } = (await import(join(machinesFolder, 'lib', 'journal.mjs'))) as {
  openJournal(path: string, resumeFrom: readonly JournalEntry[]): FileJournal;
  readJournal(path: string, spec: ClusterSpec): readonly JournalEntry[];
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
  const resumeFrom = readJournal(path, spec);
  const journal = openJournal(path, resumeFrom);
  const options = { spec, driver, clock: driver, journal, resumeFrom, onEvent };
  const result = await execute(signal === undefined ? options : { ...options, signal });
  driver.detach();
  journal.close();
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

  test('keeps every entry once when a run goes on', async () => {
    await interruptedRun(new Simulation({ spec }));
    const entries = readJournal(path, spec);
    const journal = openJournal(path, entries);
    for (const entry of entries) await journal.append(entry);
    await journal.append({ kind: 'event', event: { type: 'run.resumed', atMs: 1 } });
    journal.close();
    expect(readJournal(path, spec)).toEqual([
      ...entries,
      { kind: 'event', event: { type: 'run.resumed', atMs: 1 } },
    ]);
  });

  test('drops a line that a crash left half-written', async () => {
    await interruptedRun(new Simulation({ spec }));
    const whole = readJournal(path, spec);
    appendFileSync(path, '{"kind":"event","ev');
    expect(readJournal(path, spec)).toEqual(whole);
    expect(whole.length).toBeGreaterThan(0);
  });

  test('is not gone on from for another spec', async () => {
    await interruptedRun(new Simulation({ spec }));
    expect(readJournal(path, readCluster(specPath, { KUBERNETES_VERSION: '1.32.4' }))).toEqual([]);
  });

  test.each(['notes\n', '{"kind":"opened"}\n', ''])('is not gone on from when it is none: %j', (text) => {
    appendFileSync(path, text);
    expect(readJournal(path, spec)).toEqual([]);
  });

  test('is for its owner only, and holds no token', async () => {
    await interruptedRun(new Simulation({ spec }));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toMatch(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b|PRIVATE KEY/);
  });
});
