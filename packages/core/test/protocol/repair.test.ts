import { describe, expect, it } from 'vitest';
import { mutates } from '../../src/index.js';
import { drive, kinds } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { failedAt, runStepwise } from './stepwise.js';

const MASTER_MISHAPS = ['fails-clean', 'dies-before-member', 'dies-before-label', 'answer-lost'] as const;

describe('repair of joins that died half-way', () => {
  for (const host of ['master2', 'master3']) {
    for (const mishap of MASTER_MISHAPS) {
      it(`a join of ${host} that ${mishap} ends ready`, () => {
        const model = new ModelCluster(specOf(3, 1));
        model.mishaps.set(host, [mishap]);
        const run = drive(model);
        expect(run.status).toEqual({ kind: 'ready' });
        expect(model.members.map((member) => member.name)).toEqual(['master1', 'master2', 'master3']);
      });
    }
  }

  it('rolls a join forward whose member became a started voter: label and taint only', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master3', ['dies-before-label']);
    const run = drive(model);
    const done = kinds(run.commands);
    expect(done).toContain('finish-join');
    expect(done).not.toContain('reset-host');
    expect(done.filter((kind) => kind === 'join-control-plane')).toHaveLength(2);
  });

  it('says what was done in vain, when it succeeded each time and came to nothing', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master3', ['dies-before-label']);
    const run = runStepwise(model, {
      answer: ({ command }) =>
        command.kind === 'finish-join' ? { outcome: 'succeeded', facts: { kind: 'none' } } : undefined,
    });
    expect(run.status).toMatchObject({
      kind: 'blocked',
      reason: {
        code: 'join-budget-spent',
        summary: expect.stringContaining('finish-join was done 6 times, in vain') as string,
      },
    });
    if (run.status.kind !== 'blocked') return;
    expect(run.status.reason.evidence[0]).toEqual({
      id: 'control-plane-labelled',
      holds: 'no',
      evidence:
        'finish-join, 6 times: master3 is a healthy voter; its Node lacks the control-plane label or taint',
    });
  });

  it('pauses before it tries again to finish a join', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master3', ['dies-before-label']);
    const triedMs: number[] = [];
    const run = runStepwise(model, {
      answer: ({ command }) => {
        if (command.kind !== 'finish-join') return undefined;
        triedMs.push(model.nowMs);
        return triedMs.length < 4 ? failedAt('master3', 'failed') : undefined;
      },
    });
    expect(run.status).toEqual({ kind: 'ready' });
    const pausesMs = triedMs.slice(1).map((atMs, index) => atMs - (triedMs[index] ?? 0));
    expect(pausesMs.map((ms) => Math.floor(ms / 10_000))).toEqual([1, 3, 6]);
  });

  it('looks before it repeats a join whose answer was lost, and does not repeat it', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master2', ['answer-lost']);
    const run = drive(model);
    expect(run.status).toEqual({ kind: 'ready' });
    const joins = run.commands.filter(
      (command) => command.kind === 'join-control-plane' && command.host === 'master2',
    );
    expect(joins).toHaveLength(1);
  });

  for (const host of ['master2', 'master3']) {
    it(`restarts the kubelet of ${host} once when it does not start its member, and undoes nothing`, () => {
      const model = new ModelCluster(specOf(3, 0));
      model.mishaps.set(host, ['pod-refused']);
      const run = drive(model);
      expect(run.status).toEqual({ kind: 'ready' });
      const done = kinds(run.commands);
      expect(done.filter((kind) => kind === 'restart-kubelet')).toHaveLength(1);
      expect(done).toContain('finish-join');
      expect(done).not.toContain('remove-member');
      expect(done).not.toContain('reset-host');
    });
  }

  for (const host of ['master2', 'master3']) {
    it(`restarts the kubelet of ${host} under a kubeadm that hangs, and does nothing else before it has ended`, () => {
      const model = new ModelCluster(specOf(3, 0));
      model.mishaps.set(host, ['pod-refused-unheard']);
      const meanwhile: string[] = [];
      const beganMs = model.nowMs;
      const run = drive(model, {
        before: ({ command }) => {
          if (model.host(host).running !== undefined) meanwhile.push(command.kind);
        },
      });
      expect(run.status).toEqual({ kind: 'ready' });
      expect(meanwhile.filter((kind) => kind !== 'observe' && kind !== 'wait')).toEqual(['restart-kubelet']);
      expect(kinds(run.commands).filter((kind) => kind === 'join-control-plane')).toHaveLength(2);
      expect(model.nowMs - beganMs).toBeLessThan(model.spec.budgets.joinTimeoutMs);
    });
  }

  it('leaves the kubelet alone whose member answers and only lacks its peers', () => {
    const model = new ModelCluster(specOf(3, 0));
    drive(model);
    for (const host of ['master2', 'master3']) model.powerOff(host);
    const run = drive(model);
    expect(run.status.kind).toBe('blocked');
    expect(kinds(run.commands)).not.toContain('restart-kubelet');
  });

  it('starts no other join while a join may still be at work on a master that is out of reach', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master2', ['fails-clean']);
    let awayUntilMs: number | undefined;
    const joinsWhileAway: string[] = [];
    const run = drive(model, {
      before: ({ command }) => {
        const joined = model.executed.some((one) => one.kind === 'join-control-plane');
        if (joined && awayUntilMs === undefined) {
          awayUntilMs = model.nowMs + 100_000;
          model.host('master2').running = { untilMs: awayUntilMs, finish: () => undefined };
        }
        const away = awayUntilMs !== undefined && model.nowMs < awayUntilMs;
        model.host('master2').reachable = !away;
        if (away && command.kind === 'join-control-plane') joinsWhileAway.push(command.host);
      },
    });
    expect(run.status).toEqual({ kind: 'ready' });
    expect(awayUntilMs).toBeDefined();
    expect(joinsWhileAway).toEqual([]);
  });

  it('starts no join while a reset may still be at work on a master that is out of reach', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master2', ['dies-before-member']);
    let awayUntilMs: number | undefined;
    const joinsWhileAway: string[] = [];
    const run = drive(model, {
      before: ({ command }) => {
        if (command.kind === 'reset-host') awayUntilMs ??= model.nowMs + 100_000;
        const away = awayUntilMs !== undefined && model.nowMs < awayUntilMs;
        model.host('master2').reachable = !away;
        if (away && command.kind === 'join-control-plane') joinsWhileAway.push(command.host);
      },
    });
    expect(run.status).toEqual({ kind: 'ready' });
    expect(awayUntilMs).toBeDefined();
    expect(joinsWhileAway).toEqual([]);
  });

  it('repairs nothing while a kubeadm is at work on another master', () => {
    const model = new ModelCluster(specOf(3, 0));
    drive(model);
    model.wipe('master2');
    const untilMs = model.nowMs + 60_000;
    model.host('master3').running = { untilMs, finish: () => undefined };
    const run = drive(model);
    expect(run.status).toEqual({ kind: 'ready' });
    const removal = run.issued.find(({ command }) => command.kind === 'remove-member');
    expect(removal?.issuedAtMs).toBeGreaterThanOrEqual(untilMs);
  });

  it('removes an unstarted member that nothing would start, resets and joins again, while the rest has quorum', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master3', ['dies-after-member']);
    const run = drive(model);
    expect(run.status).toEqual({ kind: 'ready' });
    const done = kinds(run.commands);
    expect(done.indexOf('remove-member')).toBeGreaterThan(0);
    expect(done.indexOf('remove-member')).toBeLessThan(done.indexOf('reset-host'));
  });

  it.each([
    { etcd: '3.4', listsWithoutQuorum: true, told: '0 of 2 voters healthy' },
    { etcd: '3.5', listsWithoutQuorum: false, told: 'master1 runs without a leader' },
  ])('blocks when the second member never starts, by etcd $etcd: $told', ({ listsWithoutQuorum, told }) => {
    const model = new ModelCluster(specOf(3, 0));
    model.listsWithoutQuorum = listsWithoutQuorum;
    model.mishaps.set('master2', ['dies-after-member']);
    const run = drive(model);
    expect(run.status.kind).toBe('blocked');
    if (run.status.kind !== 'blocked') return;
    expect(run.status.reason.code).toBe('quorum-lost');
    expect(run.status.reason.summary).toContain(told);
    expect(kinds(run.commands)).not.toContain('remove-member');
  });

  it('removes the member of a wiped master before its replacement joins', () => {
    const model = new ModelCluster(specOf(3, 0));
    drive(model);
    model.wipe('master2');
    const run = drive(model);
    expect(run.status).toEqual({ kind: 'ready' });
    expect(kinds(run.commands).filter((kind) => kind !== 'mint-credentials')).toEqual([
      'remove-member',
      'delete-node',
      'join-control-plane',
      'revoke-credentials',
    ]);
  });

  it('spends its budget of joins and then blocks with the history', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master3', ['fails-clean', 'fails-clean', 'fails-clean', 'fails-clean']);
    const run = drive(model);
    expect(run.status.kind).toBe('blocked');
    if (run.status.kind !== 'blocked') return;
    expect(run.status.reason.code).toBe('join-budget-spent');
    expect(run.status.reason.evidence.map(({ evidence }) => evidence)).toEqual([
      'master3: its join was begun 3 times, and it is no member',
      ...Array.from({ length: 3 }, () => expect.stringMatching(/^master3: /) as string),
    ]);
    const joins = run.commands.filter(
      (command) => command.kind === 'join-control-plane' && command.host === 'master3',
    );
    expect(joins).toHaveLength(3);
  });

  it('never resets, removes or joins anything while a master of three is off, and goes on when it is back', () => {
    const model = new ModelCluster(specOf(3, 0));
    drive(model);
    model.powerOff('master3');
    model.executed.length = 0;
    const run = drive(model, {
      before: (issued) => {
        if (issued.command.kind === 'wait' && model.nowMs > 0 && issued.command.ms === 10_000)
          model.powerOn('master3');
      },
    });
    expect(run.status).toEqual({ kind: 'ready' });
    expect(kinds(run.commands)).toEqual([]);
  });
});

describe('init', () => {
  it('finishes an init that died after its apiserver served', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master1', ['dies-before-label']);
    const run = drive(model);
    expect(run.status).toEqual({ kind: 'ready' });
    const done = kinds(run.commands);
    expect(done).toContain('finish-initialise');
    expect(done.filter((kind) => kind === 'initialise')).toHaveLength(1);
  });

  it('that serves is never reset because the load balancer is away, and finished when it is back', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master1', ['dies-before-label']);
    const begunMs = model.nowMs;
    const codes = new Set<string>();
    const run = runStepwise(model, {
      answer: ({ command }) => {
        const away = model.members.length > 0 && model.nowMs - begunMs < 500_000;
        if (model.members.length > 0) model.balanced = !away;
        return command.kind === 'configure-load-balancer' && away ? failedAt('proxy', 'failed') : undefined;
      },
      each: ({ blocked }) => {
        if (blocked !== null) codes.add(blocked.code);
      },
    });
    expect(codes).toContain('endpoint-not-reachable');
    expect(run.status).toEqual({ kind: 'ready' });
    const done = run.issued.map(({ command }) => command.kind);
    expect(done).not.toContain('reset-host');
    expect(done).toContain('finish-initialise');
    expect(done.filter((kind) => kind === 'initialise')).toHaveLength(1);
  });

  it('does not initialise twice when the answer to init was lost', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.mishaps.set('master1', ['answer-lost']);
    const run = drive(model);
    expect(run.status).toEqual({ kind: 'ready' });
    const done = kinds(run.commands);
    expect(done.filter((kind) => kind === 'initialise')).toHaveLength(1);
    expect(done).toContain('mint-credentials');
  });

  it('does not initialise while a master cannot be observed: it may hold the cluster', () => {
    const model = new ModelCluster(specOf(3, 0));
    model.powerOff('master2');
    const run = drive(model);
    expect(run.status.kind).toBe('blocked');
    if (run.status.kind !== 'blocked') return;
    expect(run.status.reason.code).toBe('may-hold-a-cluster');
    expect(kinds(run.commands)).toEqual([]);
  });

  it('initialises although a master is off when the spec says that the cluster is new', () => {
    const model = new ModelCluster(specOf(3, 0, { assumeNew: true }));
    model.powerOff('master2');
    const run = drive(model);
    expect(kinds(run.commands)).toContain('initialise');
    expect(run.status.kind).toBe('blocked');
    if (run.status.kind === 'blocked') expect(run.status.reason.code).toBe('host-unreachable');
    expect(model.members.map((member) => member.name)).toEqual(['master1', 'master3']);
  });

  it('touches no host of another cluster', () => {
    const model = new ModelCluster(specOf(3, 1));
    const stranger = model.host('node1');
    stranger.files.add('/etc/kubernetes/pki/ca.crt').add('/etc/kubernetes/kubelet.conf');
    stranger.ca = 'ZZ';
    const run = drive(model);
    expect(run.status.kind).toBe('blocked');
    if (run.status.kind !== 'blocked') return;
    expect(run.status.reason.code).toBe('host-of-another-cluster');
    expect(run.commands.filter(mutates)).toEqual([]);
    expect(model.members).toEqual([]);
  });

  it('touches no host of another cluster beside its own', () => {
    const model = new ModelCluster(specOf(3, 1));
    expect(drive(model).status).toEqual({ kind: 'ready' });
    model.host('node1').ca = 'ZZ';
    model.nodes.delete('node1');
    const run = drive(model);
    expect(run.status).toMatchObject({ kind: 'blocked', reason: { code: 'host-of-another-cluster' } });
    expect(run.commands.filter(mutates)).toEqual([]);
    expect(model.members).toHaveLength(3);
  });

  it('blocks when two masters hold different clusters', () => {
    const model = new ModelCluster(specOf(3, 0));
    for (const [name, ca] of [
      ['master1', 'AA'],
      ['master3', 'BB'],
    ] as const) {
      const host = model.host(name);
      host.files.add('/etc/kubernetes/manifests/etcd.yaml').add('/etc/kubernetes/pki/ca.crt');
      host.ca = ca;
    }
    const run = drive(model);
    expect(run.status.kind === 'blocked' && run.status.reason.code).toBe('two-clusters');
    expect(kinds(run.commands)).toEqual([]);
  });
});

describe('credentials', () => {
  const DAY = 86_400_000;

  it('mints a new token and a new certificate key for a master that appears days later', () => {
    const early = new ModelCluster(specOf(2, 0));
    drive(early);
    const model = new ModelCluster(specOf(3, 0));
    Object.assign(model, {
      members: early.members,
      recorded: true,
      balanced: true,
      cni: true,
      nowMs: early.nowMs + 3 * DAY,
    });
    for (const [name, node] of early.nodes) model.nodes.set(name, node);
    for (const name of ['master1', 'master2']) model.hosts.set(name, early.host(name));
    const run = drive(model);
    expect(run.status).toEqual({ kind: 'ready' });
    expect(kinds(run.commands)).toEqual(['mint-credentials', 'join-control-plane', 'revoke-credentials']);
    expect(run.commands.find((command) => command.kind === 'mint-credentials')).toMatchObject({
      token: true,
      certificateKey: true,
    });
  });

  it('mints again when what is left is shorter than a join may take', () => {
    const model = new ModelCluster(specOf(3, 0));
    let held = false;
    const run = drive(model, {
      before: (issued) => {
        // Two hours but for five minutes pass before the second join.
        if (issued.command.kind === 'join-control-plane' && !held) {
          held = true;
          model.pass(115 * 60_000);
        }
      },
    });
    expect(run.status).toEqual({ kind: 'ready' });
    expect(kinds(run.commands).filter((kind) => kind === 'mint-credentials').length).toBeGreaterThan(0);
  });

  it('mints the certificate key again when somebody deleted the uploaded certificates', () => {
    const model = new ModelCluster(specOf(3, 0));
    let deleted = false;
    const run = drive(model, {
      before: (issued) => {
        if (issued.command.kind === 'observe' && model.members.length === 2 && !deleted) {
          deleted = true;
          model.uploadedBy = undefined;
        }
      },
    });
    expect(run.status).toEqual({ kind: 'ready' });
    expect(run.commands.filter((command) => command.kind === 'mint-credentials')).toEqual([
      { kind: 'mint-credentials', via: 'master1', token: false, certificateKey: true },
    ]);
  });
});

describe('certificates', () => {
  it('blocks when one is expired, and names certificate and host', () => {
    const model = new ModelCluster(specOf(3, 0));
    drive(model);
    model.host('master2').expiresAtMs = model.nowMs - 1;
    const run = drive(model);
    expect(run.status.kind).toBe('blocked');
    if (run.status.kind !== 'blocked') return;
    expect(run.status.reason.code).toBe('certificate-expired');
    expect(run.status.reason.summary).toContain('apiserver on master2');
  });
});
