import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { off, on, wipe } from '../src/lab.js';
import { freshHosts } from './support/fresh-hosts.js';
import { changingSpan, journalEntries } from './support/journal-lines.js';
import { auditKubeadm, changingRuns, holdJoins } from './support/kubeadm-audit.js';
import type { KillPoint, Leg } from './support/kill-points.js';
import { issued, runThroughKills, untilIssued } from './support/kill-points.js';
import { leaseHolder } from './support/lease-holder.js';
import { ALL_READY, kubectlWith, members, nodes, untilServing } from './support/on-host.js';
import type { Ended } from './support/quorate-process.js';
import { quorate, QuorateProcess, workbench } from './support/quorate-process.js';

const THREE_VOTERS = ['master1', 'master2', 'master3'].map((name) => ({ name, started: true }));
const summary: Record<string, unknown> = {};

beforeAll(async () => {
  await freshHosts();
  await auditKubeadm();
});

afterAll(() => {
  process.stdout.write(`${JSON.stringify({ operator: summary }, null, 2)}\n`);
  rmSync(workbench, { recursive: true, force: true });
});

const journalOf = (name: string): string => join(workbench, `${name}.journal`);

function apply(name: string, ...options: readonly string[]): QuorateProcess {
  return new QuorateProcess('apply', '--yes', '--no-kubeconfig', '--journal', journalOf(name), ...options);
}

async function expectWholeCluster(): Promise<void> {
  expect(await nodes('master1')).toEqual(ALL_READY);
  expect(await members('master1')).toEqual(THREE_VOTERS);
}

describe('apply, killed again and again', () => {
  const points: readonly KillPoint[] = [
    { name: 'init is about to be started', reached: issued('initialise') },
    {
      name: 'init is at work for the run before',
      reached: (written, found) => issued('initialise')(found) && issued('observe')(written),
      until: ['master1', 'test -d /var/lib/etcd/member'],
    },
    { name: 'new credentials are made', reached: issued('mint-credentials') },
    { name: 'the CNI is applied', reached: issued('apply-cni') },
    { name: 'a worker joins', reached: issued('join-worker') },
    {
      name: 'master2 joins, and its member is announced',
      reached: issued('join-control-plane', 'master2'),
      until: ['master2', 'test -f /etc/kubernetes/manifests/etcd.yaml'],
    },
    { name: 'master3 is about to join', reached: issued('join-control-plane', 'master3') },
    { name: 'the credentials are revoked', reached: issued('revoke-credentials') },
  ];
  const mustBeHit = points.filter(({ name }) => /^init|credentials are made|master/.test(name));
  let legs: readonly Leg[] = [];

  test('ends with a ready cluster', async () => {
    legs = await runThroughKills(journalOf('killed'), points, () => apply('killed'));
    summary['kills'] = legs.map(({ killedAt, journalEntries: entries, ended }) => ({
      killedAt: killedAt ?? 'not killed',
      entries,
      seconds: ended.seconds,
    }));
    const last = legs.at(-1)?.ended;
    expect(last?.stdout).toMatch(/^ready\n/);
    expect(last?.code).toBe(0);
    await expectWholeCluster();
  });

  test('was killed at no fewer than five lengths of its journal', () => {
    const killed = legs.filter(({ killedAt }) => killedAt !== undefined);
    expect(new Set(killed.map((leg) => leg.journalEntries)).size).toBeGreaterThanOrEqual(5);
    const names = killed.map(({ killedAt }) => killedAt);
    for (const { name } of mustBeHit) expect(names).toContain(name);
  });

  test('says each time which run it goes on with', () => {
    for (const { ended } of legs.slice(1)) {
      expect(ended.stderr).toContain('did not come to its end; this one goes on from its journal');
    }
  });

  test('made one cluster, and no host joined it twice', async () => {
    const runs = await changingRuns();
    summary['kubeadm'] = runs;
    expect(runs).toEqual({
      master1: ['init'],
      master2: ['join'],
      master3: ['join'],
      node1: ['join'],
      node2: ['join'],
    });
  });
});

describe('one apply at a time', () => {
  test('refuses a second operator while a first is at work, and lets a third take over when that one was killed', async () => {
    await wipe('master3');
    await auditKubeadm(['master3']);
    // However slow this machine is, the first does not come to its end before the second was refused.
    const letJoin = await holdJoins('master3');
    const first = apply('first');
    await untilIssued(first, journalOf('first'), issued('join-control-plane', 'master3'));
    const second = await apply('second').ended;
    expect(first.isOver).toBe(false);
    await first.kill();
    await letJoin();
    expect(second.code).toBe(4);
    expectNamed(second, first);
    expect(existsSync(journalOf('second'))).toBe(false);

    const third = await apply('third').ended;
    expect(third.code).toBe(0);
    expect(third.stderr).toMatch(
      new RegExp(`process ${String(first.pid)} is taken over: it has been silent for 1m`),
    );
    await expectWholeCluster();
    expect((await changingRuns())['master3']).toEqual(['join']);
    summary['takeOver'] = { refusedAfterSeconds: second.seconds, tookOverInSeconds: third.seconds };
  });

  test('never lets two that start at the same moment change things side by side', async () => {
    await wipe('master3');
    await auditKubeadm(['master3']);
    const letJoin = await holdJoins('master3');
    const names = ['ada', 'ben', 'cleo'];
    const [ada, ben, cleo] = [apply('ada'), apply('ben'), apply('cleo', '--wait')];
    const runs = [ada, ben, cleo];
    // While nothing can be joined, only a refusal ends one of those that do not wait.
    await Promise.race([ada.ended, ben.ended]);
    await letJoin();
    const ended = await Promise.all(runs.map((run) => run.ended));
    summary['sameMoment'] = names.map((name, at) => ({
      name,
      code: ended[at]?.code,
      seconds: ended[at]?.seconds,
      changing: changingSpan(journalEntries(journalOf(name))),
    }));
    // On a machine that is too slow to renew it in time, whoever holds the lease lets go of it, and the next one goes on.
    const lost = names.filter((_, at) => ended[at]?.code === 6);
    for (const [at, run] of ended.entries())
      if (run.code === 6) expect(run.stderr, names[at]).toContain('the lease could not be renewed in time');
    const whole = names.filter((_, at) => ended[at]?.code === 0);
    expect(whole, 'somebody comes to the end').not.toEqual([]);
    expect([...whole, ...lost], 'the one that waits').toContain('cleo');
    const spans = names.flatMap((name) => changingSpan(journalEntries(journalOf(name))) ?? []);
    spans.sort((a, b) => a.fromMs - b.fromMs);
    spans.slice(1).forEach((span, at) => {
      expect(span.fromMs).toBeGreaterThanOrEqual(spans[at]?.toMs ?? 0);
    });
    const refused = names.filter((_, at) => ended[at]?.code === 4);
    expect(refused.length).toBeGreaterThanOrEqual(1);
    for (const name of refused) expect(existsSync(journalOf(name))).toBe(false);
    expect((await changingRuns())['master3']).toEqual(['join']);
    expect(await leaseHolder('master1')).toMatchObject({ released: true });
    await expectWholeCluster();
  });
});

function expectNamed(refused: Ended, holder: QuorateProcess): void {
  expect(refused.stdout).toMatch(/^refused: another run is at work on this cluster: /);
  expect(refused.stdout).toContain(`(process ${String(holder.pid)}, run `);
  expect(refused.stdout).toContain('nothing was changed');
}

describe('the looking verbs, on the ready cluster', () => {
  test('plan finds nothing to do', async () => {
    const { code, stdout } = await quorate('plan', '--detailed-exitcode');
    expect(stdout).toContain('Nothing to do: lab is as its spec wants it.');
    expect(code).toBe(0);
  });

  test('status calls it healthy, with three voters', async () => {
    const { code, stdout } = await untilHealthy(3, '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ health: 'healthy' });
    expect(code).toBe(0);
  });

  test('observe writes all hosts down, and no secret', async () => {
    const file = join(workbench, 'observed.json');
    const { code } = await quorate('observe', '--out', file);
    expect(code).toBe(0);
    const text = readFileSync(file, 'utf8');
    const saved = JSON.parse(text) as { observation: { hosts: Record<string, { reachable: string }> } };
    expect(Object.entries(saved.observation.hosts).map(([name, { reachable }]) => [name, reachable])).toEqual(
      ['proxy', ...Object.keys(ALL_READY)].map((name) => [name, 'yes']),
    );
    expect(text).not.toMatch(/PRIVATE KEY|[a-z0-9]{6}\.[a-z0-9]{16}/);
  });

  test('kubeconfig writes a file for its owner alone, which kubectl can use', async () => {
    const file = join(workbench, 'admin.kubeconfig');
    const { code } = await quorate('kubeconfig', '--out', file);
    expect(code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const seen = await kubectlWith(readFileSync(file, 'utf8'), 'get nodes -o name');
    expect(seen.trim().split('\n').sort()).toEqual(Object.keys(ALL_READY).map((name) => `node/${name}`));
  });
});

describe('status, when quorum is lost', () => {
  test('says so and exits with 5, and is healthy again when the masters are back', async () => {
    await Promise.all([off('master2'), off('master3')]);
    const lost = await quorate('status');
    summary['quorumLost'] = { code: lost.code, seconds: lost.seconds, said: lost.stdout.split('\n') };
    expect(lost.code).toBe(5);
    expect(lost.stdout).toContain('quorum-lost');
    const planned = await quorate('plan');
    summary['planWithoutQuorum'] = { code: planned.code, seconds: planned.seconds };
    expect(planned.code).toBe(5);

    await Promise.all([on('master2'), on('master3')]);
    for (const master of ['master1', 'master2', 'master3']) await untilServing(master);
    const back = await untilHealthy(12);
    expect(back.stdout).toContain('lab: healthy');
    expect((await quorate('plan', '--detailed-exitcode')).code).toBe(0);
    await expectWholeCluster();
  });
});

/** Each look takes seconds itself, so nothing is waited for between them. */
async function untilHealthy(looks: number, ...options: readonly string[]): Promise<Ended> {
  const seen = await quorate('status', ...options);
  return seen.code === 0 || looks === 1 ? seen : untilHealthy(looks - 1, ...options);
}
