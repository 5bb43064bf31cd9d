import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { Command, CommandReport, HostObservation, IssuedCommand } from '../../src/index.js';
import { activePaths, contextOf, initialState, statusOf, step, unknown } from '../../src/index.js';
import { drive } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { failedAt } from './stepwise.js';

/** What may stand between a host and who looks at it; the simplest first: nothing. */
const BLURS = {
  clear: (seen) => seen,
  silent: (seen) => (seen.apiReady === undefined ? seen : { ...seen, apiReady: 'no' }),
  'cut-off': (seen) =>
    seen.apiReadyViaEndpoint === undefined ? seen : { ...seen, apiReadyViaEndpoint: 'no' },
  'half-heard': (seen) => (seen.apiReady === undefined ? seen : { ...seen, apiReady: 'unknown' }),
  unread: ({ files: _files, ...seen }) => ({ ...seen, kubeadmRunning: 'unknown' }),
  busy: (seen) => ({ ...seen, kubeadmRunning: 'yes' }),
  away: ({ host, atMs }) => ({ host, atMs, reachable: 'no', kubeadmRunning: 'unknown' }),
  'without-etcd': ({ etcd: _etcd, ...seen }) => seen,
  wiped: (seen) => ({ ...seen, files: [], caFingerprint: 'none' }),
} as const satisfies Readonly<Record<string, (seen: HostObservation) => HostObservation>>;

const blurs = Object.keys(BLURS) as (keyof typeof BLURS)[];
const clear: readonly (keyof typeof BLURS)[] = [];
const turn = fc.record({
  /** Which of those in flight is answered. */
  pick: fc.nat(3),
  answer: fc.constantFrom('model', 'model', 'model', 'model', 'failed', 'unknown'),
  /** Of this look, one for each host in turn; most are clear, or a run would never get anywhere. */
  hosts: fc.oneof(
    { weight: 3, arbitrary: fc.constant(clear) },
    fc.array(fc.constantFrom(...blurs), { minLength: 4, maxLength: 4 }),
  ),
  clusterUnread: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
});

type Turn = typeof turn extends fc.Arbitrary<infer Value> ? Value : never;

function answered(
  model: ModelCluster,
  issued: IssuedCommand,
  { answer, hosts, clusterUnread }: Turn,
): CommandReport {
  if (answer !== 'model') return failedAt('master1', answer);
  const report = model.execute(issued);
  if (report.facts.kind !== 'observed') return report;
  const { observation } = report.facts;
  const seen = Object.entries(observation.hosts).map(
    ([name, one], index) => [name, BLURS[hosts[index] ?? 'clear'](one)] as const,
  );
  const why = unknown('the answer was lost');
  const cluster = clusterUnread
    ? { ...observation.cluster, nodes: why, tokens: why, uploadedCertificates: why }
    : observation.cluster;
  return {
    ...report,
    facts: { kind: 'observed', observation: { hosts: Object.fromEntries(seen), cluster } },
  };
}

/** A complete cluster but for its last master and its worker: whoever finds it holds no credentials. */
function shrunken(): ModelCluster {
  const model = new ModelCluster(specOf(2, 1));
  drive(model);
  for (const name of ['master2', 'node1']) {
    model.wipe(name);
    model.nodes.delete(name);
  }
  model.members = model.members.filter(({ host }) => host !== 'master2');
  return model;
}

/** From here on the looks are blurred: the first command of this kind has just been issued. */
const begin = fc.constantFrom<Command['kind'][]>(
  'mint-credentials',
  'observe',
  'prove-endpoint',
  'initialise',
  'apply-cni',
  'join-control-plane',
  'join-worker',
  'revoke-credentials',
);

test.prop({
  begin,
  found: fc.boolean(),
  turns: fc.array(turn, { minLength: 5, maxLength: 30, size: 'max' }),
})(
  'whatever is seen of the hosts, a run that is not settled waits for something',
  ({ begin: kind, found, turns }) => {
    const model = found ? shrunken() : new ModelCluster(specOf(3, 1));
    let taken = step(initialState(model.spec), { type: 'run.started', atMs: model.nowMs });
    const queue = [...taken.issued];
    const settles = (issued: IssuedCommand, report: CommandReport): void => {
      taken = step(taken.state, { type: 'command.settled', atMs: model.nowMs, commandId: issued.id, report });
      queue.push(...taken.issued);
    };
    while (!queue.some(({ command }) => command.kind === kind)) {
      const next = queue.shift();
      if (next === undefined) return;
      settles(next, model.execute(next));
    }
    for (const one of turns) {
      const [next] = queue.splice(one.pick % Math.max(1, queue.length), 1);
      if (next === undefined) break;
      settles(next, answered(model, next, one));
      const settled =
        statusOf(taken.state).kind === 'ready' || activePaths(taken.state).includes('blocked.givenUp');
      const waits = Object.keys(contextOf(taken.state).inFlight).length > 0;
      expect(waits || settled, activePaths(taken.state).join(' ')).toBe(true);
    }
  },
);
