import type { ExecutionEvent } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import { armFaults, runScenario, Simulation } from '../../src/index.js';
import type { EtcdState } from './etcd-state.js';
import { etcdState } from './etcd-state.js';
import type { Exhibit } from './exhibit.js';
import { scenarioOf } from './exhibit-scenario.js';
import { EXHIBITS } from './museum.js';
import type { Ended } from './naive-script.js';
import { NaiveOperator } from './naive-script.js';

interface Found {
  readonly simulation: Simulation;
  readonly operator: NaiveOperator;
  readonly last: Ended | undefined;
  readonly etcd: EtcdState;
}

function runNaively(exhibit: Exhibit): Found {
  const { spec, seed, faults, late } = scenarioOf(exhibit);
  const simulation = new Simulation({ spec, seed });
  for (const host of Object.keys(late)) simulation.world.host(host).powerOff();
  armFaults(simulation, faults);
  const operator = new NaiveOperator(simulation);
  const ended = operator.run(exhibit.naive.script);
  return { simulation, operator, last: ended.at(-1), etcd: etcdState(simulation) };
}

/** The damage is a word for what was found; this is what it means. */
function expectDamage({ naive }: Exhibit, found: Found, masters: number): void {
  const { last, etcd } = found;
  switch (naive.damage) {
    case 'hangs':
      expect(last?.end).toBe('still running');
      return;
    case 'quorum lost':
      expect(etcd.quorum).toBe('lost');
      return;
    case 'split':
      expect(etcd.clusters).toBe(2);
      return;
    case 'stuck':
      expect({ end: last?.end, quorum: etcd.quorum }).toEqual({ end: 'failed', quorum: 'kept' });
      expect(endsAgain(found)).toEqual({ atOnce: 'failed', anHourLater: naive.anHourLater ?? 'failed' });
      return;
    case 'false success':
      expect(['succeeded', 'skipped']).toContain(last?.end);
      expect(etcd.serving).toBeLessThan(masters);
  }
}

const HOUR_MS = 3_600_000;

/** How the last command ends when a person types it again, and once more. */
function endsAgain({ simulation, operator, last }: Found) {
  const line = last?.line ?? '';
  const atOnce = operator.runAgain(line)?.end;
  simulation.advance(HOUR_MS);
  return { atOnce, anHourLater: operator.runAgain(line)?.end };
}

async function runProtocol(exhibit: Exhibit) {
  const mutations: string[] = [];
  const story = await runScenario(scenarioOf(exhibit), {
    keepTrace: true,
    onEvent: (event: ExecutionEvent) => {
      if (event.type === 'command.issued' && event.mutates) mutations.push(event.title);
    },
  });
  const result = story.chapters.at(-1)?.result;
  const ends = result?.status === 'blocked' ? `blocked, ${result.reason.code}` : result?.status;
  const { records } = story.simulation.world.trace;
  const struck = records.filter(({ event }) => event === 'fault.struck').length;
  return { ends, result, mutations, struck, etcd: etcdState(story.simulation) };
}

/** Those of the beginnings that are found one after the other, in order. */
function foundInOrder(titles: readonly string[], beginnings: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const title of titles) {
    const next = beginnings[found.length];
    if (next !== undefined && title.startsWith(next)) found.push(next);
  }
  return found;
}

describe('the museum', () => {
  it('has at least fifteen exhibits, each with an id of its own', () => {
    expect(EXHIBITS.length).toBeGreaterThanOrEqual(15);
    expect(new Set(EXHIBITS.map(({ id }) => id)).size).toBe(EXHIBITS.length);
  });

  it('shows every damage that there is', () => {
    const shown = new Set(EXHIBITS.map(({ naive }) => naive.damage));
    expect([...shown].sort()).toEqual(['false success', 'hangs', 'quorum lost', 'split', 'stuck']);
  });

  it('script and world, without what goes wrong in it: the tutorial works', () => {
    const [exhibit] = EXHIBITS;
    if (exhibit === undefined) throw new Error('the museum is empty');
    const calm = { ...exhibit, world: { ...exhibit.world, faults: [] } };
    const found = runNaively(calm);
    expect(found.last?.end).toBe('succeeded');
    expect(found.etcd.quorum).toBe('kept');
  });
});

describe.each(EXHIBITS.map((exhibit) => [exhibit.id, exhibit] as const))('%s', (_, exhibit) => {
  const { naive, protocol, world } = exhibit;

  it(`a naive script ends like this: ${naive.damage}`, () => {
    const found = runNaively(exhibit);
    const masters = scenarioOf(exhibit).spec.hosts.filter(({ role }) => role === 'control-plane').length;
    expect({ end: found.last?.end, output: found.last?.output }).toEqual({
      end: naive.last.end,
      output: expect.stringContaining(naive.last.says),
    });
    expect(found.last?.tookMs).toBeGreaterThanOrEqual(naive.last.atLeastMs ?? 0);
    expect(found.etcd).toMatchObject(naive.etcd);
    expectDamage(exhibit, found, masters);
  });

  it(`the protocol ends ${protocol.ends}`, async () => {
    const { ends, result, mutations, struck, etcd } = await runProtocol(exhibit);
    expect({ ends, result }).toMatchObject({ ends: protocol.ends });
    expect(struck, 'every fault happens').toBe(world.faults.length);
    expect(foundInOrder(mutations, protocol.issues), mutations.join('; ')).toEqual(protocol.issues);
    const forbidden = mutations.filter((title) =>
      (protocol.neverIssues ?? []).some((beginning) => title.startsWith(beginning)),
    );
    expect(forbidden).toEqual([]);
    expect(etcd).toMatchObject(protocol.etcd);
  });
});
