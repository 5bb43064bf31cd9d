import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { IssuedCommand } from '../../src/index.js';
import { SAMPLE_PREPARATION } from '../commands/sample-cluster.js';
import { drive, kinds } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';

const spec = specOf(3, 2, { preparation: SAMPLE_PREPARATION });
const names = spec.hosts.map(({ name }) => name);

function modelWith(unprepared: readonly string[], of = spec): ModelCluster {
  const model = new ModelCluster(of);
  for (const name of unprepared) model.unprepared.add(name);
  return model;
}

function prepared(issued: readonly IssuedCommand[]): readonly string[] {
  return issued.flatMap(({ command }) => (command.kind === 'prepare-host' ? [command.host] : []));
}

describe('the protocol with hosts to prepare', () => {
  it('prepares each once, masters and balancer before anything else is changed', () => {
    const { status, issued, commands } = drive(modelWith(names));
    expect(status.kind).toBe('ready');
    expect([...prepared(issued)].sort()).toEqual([...names].sort());
    const order = kinds(commands);
    expect(order.lastIndexOf('prepare-host')).toBeLessThan(order.indexOf('configure-load-balancer'));
  });

  it('issues no preparation where hosts are prepared, and asks nothing about it where the spec does not', () => {
    expect(prepared(drive(modelWith([])).issued)).toEqual([]);
    const asked = drive(modelWith(names, specOf(3, 2))).commands.some(
      (command) => command.kind === 'observe' && command.aspects.includes('preparation'),
    );
    expect(asked).toBe(false);
  });

  it('asks no more once everybody is prepared', () => {
    const masters = specOf(3, 0, { preparation: SAMPLE_PREPARATION });
    const { commands } = drive(
      modelWith(
        masters.hosts.map(({ name }) => name),
        masters,
      ),
    );
    const initAt = commands.findIndex(({ kind }) => kind === 'initialise');
    const later = commands
      .slice(initAt)
      .some((command) => command.kind === 'observe' && command.aspects.includes('preparation'));
    expect(later).toBe(false);
  });

  it('does not let a worker that cannot be prepared hold up the masters', () => {
    const model = modelWith(names);
    model.mishaps.set(
      'node2',
      Array.from({ length: 9 }, () => 'fails-clean' as const),
    );
    const { status, commands } = drive(model);
    expect(status).toMatchObject({ kind: 'blocked', reason: { code: 'host-unprepared' } });
    expect(model.members).toHaveLength(3);
    expect(commands.filter(({ kind }) => kind === 'join-worker')).toHaveLength(1);
  });

  it('never initialises before every master and the balancer were seen to be prepared', () => {
    for (const name of ['proxy', 'master1', 'master3']) {
      const model = modelWith(names);
      model.mishaps.set(
        name,
        Array.from({ length: 9 }, () => 'fails-clean' as const),
      );
      const { status, commands } = drive(model);
      expect(status).toMatchObject({ kind: 'blocked', reason: { code: 'host-unprepared' } });
      expect(kinds(commands)).not.toContain('initialise');
      expect(commands.filter((one) => one.kind === 'prepare-host' && one.host === name)).toHaveLength(
        spec.budgets.joinAttempts,
      );
    }
  });

  it('looks, and does not do it again, when the answer of a preparation was lost', () => {
    const model = modelWith(names);
    model.mishaps.set('master2', ['answer-lost']);
    const { status, issued } = drive(model);
    expect(status.kind).toBe('ready');
    expect(prepared(issued).filter((name) => name === 'master2')).toHaveLength(1);
  });

  const mishap = fc.constantFrom('none', 'fails-clean', 'answer-lost');

  test.prop({
    unprepared: fc.subarray([...names]),
    mishaps: fc.array(fc.record({ host: fc.constantFrom(...names), mishap }), { maxLength: 6 }),
  })('never touches a host that holds anything of a cluster, and ends ready or with a reason', (draw) => {
    const model = modelWith(draw.unprepared);
    for (const { host, mishap: what } of draw.mishaps) {
      if (what === 'none') continue;
      model.mishaps.set(host, [...(model.mishaps.get(host) ?? []), what]);
    }
    const { status } = drive(model, {
      before: ({ command }, { hosts }) => {
        if (command.kind !== 'prepare-host') return;
        expect(hosts.get(command.host)?.files.size).toBe(0);
      },
    });
    expect(['ready', 'blocked']).toContain(status.kind);
  });
});
