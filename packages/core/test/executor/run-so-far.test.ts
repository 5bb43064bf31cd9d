import { describe, expect, it } from 'vitest';
import type { IssuedCommand, JournalEntry, ProtocolEvent } from '../../src/index.js';
import { describe as titleOf, initialState, runSoFar, statusOf, step } from '../../src/index.js';
import { issuedEntry, JOURNAL_VERSION } from '../../src/executor/journal.js';
import { lostReport, replayJournal } from '../../src/executor/resume.js';
import { ModelCluster } from '../protocol/model-cluster.js';
import { specOf } from '../protocol/spec-of.js';

/** The journal of a run over the model, each entry where `execute` writes it, until nothing more is issued or it is ready. */
function journalOf(model: ModelCluster): readonly JournalEntry[] {
  const { spec, nowMs } = model;
  const entries: JournalEntry[] = [{ kind: 'opened', version: JOURNAL_VERSION, atMs: nowMs, spec }];
  const underWay: IssuedCommand[] = [];
  let state = initialState(spec);
  const feed = (event: ProtocolEvent): void => {
    const taken = step(state, event);
    ({ state } = taken);
    entries.push({ kind: 'event', event }, ...taken.issued.map(issuedEntry));
    underWay.push(...taken.issued);
  };
  feed({ type: 'run.started', atMs: nowMs });
  for (;;) {
    const next = underWay.shift();
    if (next === undefined || statusOf(state).kind === 'ready') return entries;
    const report = model.execute(next);
    feed({ type: 'command.settled', atMs: model.nowMs, commandId: next.id, report });
  }
}

const bootstrap = journalOf(new ModelCluster(specOf(3, 1)));
const atInit = bootstrap.findIndex((entry) => entry.kind === 'issued' && entry.command.kind === 'initialise');
const untilInit = bootstrap.slice(0, atInit + 1);

function timeOf(entry: JournalEntry | undefined): number {
  if (entry === undefined) throw new Error('there is such an entry');
  return entry.kind === 'event' ? entry.event.atMs : entry.atMs;
}

function prefixes(): readonly { readonly length: number; readonly entries: readonly JournalEntry[] }[] {
  return bootstrap.slice(1).map((_, index) => {
    const length = index + 1;
    return { length, entries: bootstrap.slice(0, length) };
  });
}

function ofMaster2(entry: JournalEntry): JournalEntry {
  if (entry.kind !== 'issued' || entry.command.kind !== 'initialise') return entry;
  return { ...entry, command: { ...entry.command, host: 'master2' } };
}

/** Somebody goes on: what was under way is settled as lost. */
function goneOnWith(entries: readonly JournalEntry[], atMs: number): readonly JournalEntry[] {
  const lost = replayJournal(entries).inFlight.map((issued): JournalEntry => {
    const report = lostReport(issued);
    return { kind: 'event', event: { type: 'command.settled', atMs, commandId: issued.id, report } };
  });
  return [...entries, { kind: 'event', event: { type: 'run.resumed', atMs } }, ...lost];
}

describe('what a journal tells of its run', () => {
  it('is that it is ready after the last entry of a bootstrap, and interrupted after each one before', () => {
    expect(bootstrap.length).toBeGreaterThan(40);
    const beganMs = timeOf(bootstrap[0]);
    for (const { length, entries } of prefixes()) {
      const lastMs = timeOf(bootstrap[length - 1]);
      expect(runSoFar(entries), `${length} entries`).toMatchObject({
        kind: 'interrupted',
        aborted: false,
        beganMs,
        lastMs,
      });
    }
    expect(runSoFar(bootstrap)).toEqual({ kind: 'ready', beganMs, lastMs: timeOf(bootstrap.at(-1)) });
  });

  it('names as in flight whatever was issued and is settled later, or never', () => {
    for (const { length, entries } of prefixes()) {
      const settledBefore = (id: string): boolean =>
        bootstrap.findIndex(
          (entry) =>
            entry.kind === 'event' && entry.event.type === 'command.settled' && entry.event.commandId === id,
        ) < length;
      const run = runSoFar(entries);
      const titles = bootstrap.flatMap((entry, index) =>
        entry.kind === 'issued' && index < length && !settledBefore(entry.id)
          ? [titleOf(entry.command, specOf(3, 1))]
          : [],
      );
      expect(run.kind === 'interrupted' && run.inFlight.map(({ title }) => title), `${length}`).toEqual(
        titles,
      );
    }
  });

  it('tells a change in flight from a look', () => {
    expect(runSoFar(untilInit)).toMatchObject({
      inFlight: [
        {
          title: 'initialise the control plane on master1',
          mutates: true,
          sinceMs: timeOf(untilInit.at(-1)),
        },
      ],
    });
    expect(runSoFar(bootstrap.slice(0, 3))).toMatchObject({ inFlight: [{ mutates: false }] });
  });

  it('does not call in flight what follows from an event and was not written down: it was not begun', () => {
    expect(runSoFar(untilInit.slice(0, -1))).toMatchObject({ kind: 'interrupted', inFlight: [] });
  });

  it('is that somebody ended it, until it is gone on with', () => {
    const atMs = timeOf(untilInit.at(-1)) + 1000;
    const aborted: readonly JournalEntry[] = [
      ...untilInit,
      { kind: 'event', event: { type: 'run.aborted', atMs } },
    ];
    expect(runSoFar(aborted)).toMatchObject({
      kind: 'interrupted',
      aborted: true,
      lastMs: atMs,
      inFlight: [{ title: 'initialise the control plane on master1' }],
    });
    expect(runSoFar(goneOnWith(aborted, atMs + 5000))).toMatchObject({
      kind: 'interrupted',
      aborted: false,
      lastMs: atMs + 5000,
      inFlight: [],
    });
  });

  it('is why it gave up, and not that it was interrupted; while it still hopes it can be resumed', () => {
    const model = new ModelCluster(specOf(3, 0));
    for (const name of ['master1', 'master2', 'master3']) model.powerOff(name);
    const entries = journalOf(model);
    expect(runSoFar(entries)).toMatchObject({
      kind: 'blocked',
      reason: { code: 'may-hold-a-cluster' },
      beganMs: timeOf(entries[0]),
      lastMs: timeOf(entries.at(-1)),
    });
    const hoping: number[] = [];
    let length = 0;
    replayJournal(entries, (_, state) => {
      length += 1;
      const status = statusOf(state);
      if (status.kind === 'blocked' && status.standing) hoping.push(length);
    });
    expect(hoping.length).toBeGreaterThan(1);
    for (const some of [hoping[0], hoping.at(-1)])
      expect(runSoFar(entries.slice(0, some)).kind).toBe('interrupted');
  });
});

describe('a journal that another version of the protocol wrote', () => {
  it('is told by the first entry that this one would not have written, counted from 1', () => {
    const title = 'initialise the control plane on master2';
    expect(runSoFar(bootstrap.map(ofMaster2))).toEqual({ kind: 'foreign', entry: atInit + 1, title });
  });

  it('is told by a command that nothing led to', () => {
    const [opened] = bootstrap;
    const init = bootstrap[atInit];
    if (opened === undefined || init === undefined) throw new Error('there is an init');
    expect(runSoFar([opened, init])).toMatchObject({ kind: 'foreign', entry: 2 });
  });

  it('is told although that command was settled, and although the run came to its end', () => {
    const doubled = bootstrap.map((entry): JournalEntry => {
      const isInit = entry.kind === 'issued' && entry.command.kind === 'initialise';
      return isInit ? { ...entry, id: `${entry.id}-again` } : entry;
    });
    expect(runSoFar(doubled)).toMatchObject({ kind: 'foreign', entry: atInit + 1 });
  });
});

it('entries that do not begin with what was opened are no journal', () => {
  expect(() => runSoFar([])).toThrow('begins with what was opened');
  expect(() => runSoFar(bootstrap.slice(1))).toThrow('begins with what was opened');
});
