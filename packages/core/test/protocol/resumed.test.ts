import { describe, expect, it } from 'vitest';
import type { Command, IssuedCommand, ProtocolState } from '../../src/index.js';
import { initialState, step } from '../../src/index.js';
import { STABLE_LOOKS } from '../../src/decisions/may-join.js';
import { changes } from '../../src/protocol/changes.js';
import { initialContext } from '../../src/protocol/context.js';
import { withHost } from '../decisions/defects.js';
import { fitObservation } from '../decisions/fit-cluster.js';
import { drive, kinds } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { failedAt } from './stepwise.js';

const DEAD_MS = 300_000;

interface Interrupted {
  readonly state: ProtocolState;
  readonly inFlight: IssuedCommand;
}

/** A run whose process dies as soon as it has issued such a command for the n-th time. */
function diesAt(model: ModelCluster, kind: Command['kind'], nth = 1): Interrupted {
  let left = nth;
  let taken = step(initialState(model.spec), { type: 'run.started', atMs: model.nowMs });
  const queue = [...taken.issued];
  for (;;) {
    const next = queue.shift();
    if (next === undefined) break;
    if (next.command.kind === kind && (left -= 1) === 0) return { state: taken.state, inFlight: next };
    const report = model.execute(next);
    taken = step(taken.state, { type: 'command.settled', atMs: model.nowMs, commandId: next.id, report });
    queue.push(...taken.issued);
  }
  throw new Error(`no ${kind} was issued`);
}

/** The commands of the run after it was started again, up to the first init or join. */
function resumed(model: ModelCluster, { state, inFlight }: Interrupted): readonly Command[] {
  const again = step(state, { type: 'run.resumed', atMs: model.nowMs });
  const report = failedAt('master1', 'unknown');
  let taken = step(again.state, {
    type: 'command.settled',
    atMs: model.nowMs,
    commandId: inFlight.id,
    report,
  });
  const queue = [...again.issued, ...taken.issued];
  const commands: Command[] = [];
  for (;;) {
    const next = queue.shift();
    if (next === undefined) return commands;
    commands.push(next.command);
    if (['initialise', 'join-control-plane', 'join-worker'].includes(next.command.kind)) return commands;
    taken = step(taken.state, {
      type: 'command.settled',
      atMs: model.nowMs,
      commandId: next.id,
      report: model.execute(next),
    });
    queue.push(...taken.issued);
  }
}

describe('a run that died before its init', () => {
  for (const kind of ['prove-endpoint', 'configure-load-balancer'] as const) {
    it(`in ${kind} looks again before it initialises`, () => {
      const model = new ModelCluster(specOf(3, 0));
      const dead = diesAt(model, kind);
      model.pass(DEAD_MS);
      const commands = resumed(model, dead);
      expect(commands.at(-1)?.kind).toBe('initialise');
      expect(commands.some((command) => command.kind === 'observe')).toBe(true);
    });

    it(`in ${kind} initialises nothing when somebody else has done so meanwhile`, () => {
      const model = new ModelCluster(specOf(3, 0));
      const dead = diesAt(model, kind);
      const command: Command = { kind: 'initialise', host: 'master2' };
      model.execute({ ...dead.inFlight, command });
      model.pass(DEAD_MS);
      expect(kinds(resumed(model, dead))).not.toContain('initialise');
    });
  }
});

describe('a run that died right before a join', () => {
  it('sees for as long as any other that the API is stable', () => {
    const looks = looksBeforeFirstJoin();
    const model = new ModelCluster(specOf(3, 0));
    const dead = diesAt(model, 'observe', looks);
    model.pass(DEAD_MS);
    const commands = resumed(model, dead);
    expect(commands.at(-1)).toMatchObject({ kind: 'join-control-plane' });
    expect(commands.filter(({ kind }) => kind === 'observe').length).toBeGreaterThanOrEqual(STABLE_LOOKS);
  });
});

function looksBeforeFirstJoin(): number {
  const kindsInOrder = drive(new ModelCluster(specOf(3, 0))).commands.map(({ kind }) => kind);
  const before = kindsInOrder.slice(0, kindsInOrder.indexOf('join-control-plane'));
  return before.filter((kind) => kind === 'observe').length;
}

describe('the time for which nobody looked', () => {
  const waits = { 'plan/master2': { reason: 'its etcd is not healthy yet', sinceMs: 1_000 } };
  const HOURS_LATER = 10_800_000;

  it('spends no patience: what was waited for is waited for anew, as is what a person must do', () => {
    const context = {
      ...initialContext({ spec: specOf(3, 0) }),
      nowMs: HOURS_LATER,
      waits,
      blockedSinceMs: 5,
    };
    expect(changes.distrustMemory(context)).toMatchObject({
      waits: { 'plan/master2': { reason: 'its etcd is not healthy yet', sinceMs: HOURS_LATER } },
      blockedSinceMs: HOURS_LATER,
    });
  });

  it('blocks nobody who was not blocked', () => {
    const context = { ...initialContext({ spec: specOf(3, 0) }), nowMs: HOURS_LATER };
    expect(changes.distrustMemory(context)).toMatchObject({ waits: {}, blockedSinceMs: null });
  });
});

describe('a run that is blocked', () => {
  const MASTERS = ['master1', 'master2', 'master3'];
  const blocked = { code: 'peers-not-reachable', summary: 'no way', evidence: [], remedies: [] } as const;

  it('probes the ways of the next master, which nobody has probed since the last change', () => {
    const spec = specOf(3, 0);
    const observation = withHost(fitObservation(spec, 1_000), 'master1', (seen) => ({
      ...seen,
      files: ['/etc/kubernetes/manifests/etcd.yaml'],
    }));
    const aspectsAfter = (changedMs: number, reason: typeof blocked | null) => {
      const context = {
        ...initialContext({ spec }),
        ...{ observation, blocked: reason, nowMs: 3_000, controlPlaneChangedMs: changedMs },
      };
      const [look] = changes.issueObserveHosts(context).outbox;
      expect(look?.command).toMatchObject({
        kind: 'observe',
        hosts: expect.arrayContaining(MASTERS) as unknown,
      });
      return look?.command.kind === 'observe' ? look.command.aspects : [];
    };
    expect(aspectsAfter(2_000, blocked)).toContain('paths');
    expect(aspectsAfter(1_000, blocked)).not.toContain('paths');
    expect(aspectsAfter(2_000, null), 'the control plane goes on from this look').toContain('paths');
    expect(aspectsAfter(1_000, null)).not.toContain('paths');
  });
});
