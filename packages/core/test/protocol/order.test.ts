import { describe, expect, it } from 'vitest';
import type { Command, IssuedCommand, ProtocolContext, TokenObservation } from '../../src/index.js';
import { bootstrapTokenDescription, contextOf, initialState } from '../../src/index.js';
import { cniMustBeApplied } from '../../src/protocol/issues.js';
import { settle } from '../../src/protocol/settle.js';
import { NOW_MS, runningObservation, withHost, withNodes } from '../decisions/running-cluster.js';
import { drive, kinds } from './drive.js';
import { ModelCluster } from './model-cluster.js';
import { specOf } from './spec-of.js';
import { failedAt, runStepwise } from './stepwise.js';

const spec = specOf(3, 0);

describe('changes of the control plane', () => {
  it('are never two at once', () => {
    const model = new ModelCluster(specOf(5, 1));
    let joins = 0;
    const run = runStepwise(model, {
      each: ({ inFlight }, issued) => {
        const changing = Object.values(inFlight).filter(
          ({ concern, command }) =>
            concern === 'control-plane' && command.kind !== 'observe' && command.kind !== 'wait',
        );
        expect(changing.length).toBeLessThanOrEqual(1);
        joins += issued.filter(({ command }) => command.kind === 'join-control-plane').length;
      },
    });
    expect(run.status.kind).toBe('ready');
    expect(joins).toBe(4);
  });

  it('are looked at until the look is answered: a lost answer, and a lost look after it, repeat nothing', () => {
    const model = new ModelCluster(spec);
    model.mishaps.set('master2', ['answer-lost']);
    let lost = 2;
    let joined = false;
    const run = runStepwise(model, {
      answer: ({ command }) => {
        if (command.kind === 'join-control-plane') joined = true;
        if (command.kind !== 'observe' || !joined || lost === 0) return undefined;
        lost -= 1;
        return failedAt('master1', 'unknown');
      },
    });
    expect(run.status.kind).toBe('ready');
    const ofSecond = run.issued.filter(
      ({ command }) => command.kind === 'join-control-plane' && command.host === 'master2',
    );
    expect(ofSecond).toHaveLength(1);
    const at = run.issued.findIndex((one) => one === ofSecond[0]);
    const after = run.issued.slice(at + 1).filter(({ concern }) => concern === 'control-plane');
    expect(after.slice(0, 3).map(({ command }) => command.kind)).toEqual(['observe', 'observe', 'observe']);
  });

  it('take a dead member away before another one is added', () => {
    const early = new ModelCluster(spec);
    drive(early);
    early.wipe('master3');
    // The newcomer stands before the wiped one, so that only the rule decides.
    const [proxy, first, second, third, newcomer] = specOf(4, 0).hosts;
    if (!proxy || !first || !second || !third || !newcomer) throw new Error('five hosts');
    const model = new ModelCluster({ ...spec, hosts: [proxy, first, newcomer, second, third] });
    Object.assign(model, {
      members: early.members,
      recorded: true,
      balanced: true,
      cni: true,
      nowMs: early.nowMs,
    });
    for (const [name, node] of early.nodes) model.nodes.set(name, node);
    for (const [name, host] of early.hosts) model.hosts.set(name, host);
    const run = drive(model);
    expect(run.status).toEqual({ kind: 'ready' });
    const done = kinds(run.commands);
    expect(done).toContain('remove-member');
    expect(done.indexOf('remove-member')).toBeLessThan(done.indexOf('join-control-plane'));
  });

  it('that repair are tried as often as the budget allows, and then the run blocks', () => {
    const model = new ModelCluster(spec);
    model.mishaps.set('master3', ['dies-before-member']);
    const run = runStepwise(model, {
      answer: ({ command }) => (command.kind === 'reset-host' ? failedAt(command.host, 'failed') : undefined),
    });
    expect(run.status).toMatchObject({ kind: 'blocked', reason: { code: 'join-budget-spent' } });
    expect(run.issued.filter(({ command }) => command.kind === 'reset-host')).toHaveLength(6);
  });
});

describe('what was seen', () => {
  const looking = (id: string, issuedAtMs: number): IssuedCommand => ({
    id,
    concern: 'run',
    issuedAtMs,
    command: { kind: 'observe', hosts: ['master1', 'master2', 'master3'], aspects: [] },
  });
  const three = runningObservation(spec, { joined: ['master1', 'master2', 'master3'] });
  const start = {
    ...contextOf(initialState(spec)),
    observation: three,
    inFlight: { c1: looking('c1', NOW_MS), c2: looking('c2', NOW_MS) },
  };
  const seen = (observation: typeof three, commandId = 'c1') =>
    ({
      type: 'command.settled',
      atMs: NOW_MS,
      commandId,
      report: { outcome: 'succeeded', facts: { kind: 'observed', observation } },
    }) as const;

  it('later is not replaced by what was seen earlier and answered later', () => {
    const old = withHost(three, 'master2', { atMs: NOW_MS - 1, apiReady: 'no' });
    expect(settle(start, seen(old)).observation?.hosts['master2']?.apiReady).toBe('yes');
    const fresh = withHost(three, 'master2', { atMs: NOW_MS + 1, apiReady: 'no' });
    expect(settle(start, seen(fresh)).observation?.hosts['master2']?.apiReady).toBe('no');
  });

  it('is stable only in a row: one look without an answer begins anew', () => {
    const once = settle(start, seen(three));
    expect(once.stability).toEqual({ sinceMs: NOW_MS, lastMs: NOW_MS, count: 1 });
    expect(settle(once, seen(three, 'c2')).stability?.count).toBe(2);
    const silent = withHost(three, 'master2', { apiReady: 'no' });
    expect(settle(once, seen(silent, 'c2')).stability).toBeNull();
  });
});

describe('the pod network', () => {
  const base = runningObservation(spec, { joined: ['master1', 'master2'] });
  const node = (name: string, ready: 'yes' | 'no') => ({
    name,
    ready,
    labels: [],
    taints: [],
    ...(ready === 'no' ? { reason: 'KubeletNotReady' } : {}),
  });
  const seeing = (...nodes: readonly ReturnType<typeof node>[]) => ({
    ...contextOf(initialState(spec)),
    observation: withNodes(base, nodes),
  });
  const must = (...nodes: readonly ReturnType<typeof node>[]): boolean => cniMustBeApplied(seeing(...nodes));

  it('is applied when no Node has one, and never while one Ready Node shows that it is there', () => {
    expect(must(node('master1', 'no'), node('master2', 'no'))).toBe(true);
    expect(must(node('master1', 'yes'), node('master2', 'no'))).toBe(false);
    expect(must(node('master1', 'yes'))).toBe(false);
  });

  it.each([
    { kind: 'initialise', host: 'master1' },
    { kind: 'finish-initialise', host: 'master1' },
  ] as const)('is applied after $kind, whatever Node is Ready: etcd may have begun without it', (command) => {
    const answered = (
      outcome: 'succeeded' | 'unknown',
      context: ProtocolContext,
      issued: Command = command,
    ) => {
      const concern = issued.kind === 'apply-cni' ? 'network' : 'run';
      const inFlight = { c1: { id: 'c1', concern, issuedAtMs: NOW_MS, command: issued } } as const;
      const report = { outcome, facts: { kind: 'none' } } as const;
      return settle(
        { ...context, inFlight },
        { type: 'command.settled', atMs: NOW_MS, commandId: 'c1', report },
      );
    };
    const applied = { ...seeing(node('master1', 'yes'), node('master2', 'no')), cniApplied: true };
    expect(cniMustBeApplied(applied)).toBe(false);
    const anew = answered('unknown', applied);
    expect(cniMustBeApplied(anew)).toBe(true);
    const apply = { kind: 'apply-cni', via: 'master1' } as const;
    expect(cniMustBeApplied(answered('succeeded', anew, apply))).toBe(false);
    const lost = answered('unknown', anew, apply);
    expect(cniMustBeApplied(lost)).toBe(false);
    const { observation, nowMs } = lost;
    const cluster = { ...observation?.cluster, atMs: nowMs + 1 };
    expect(cniMustBeApplied({ ...lost, observation: { ...observation, cluster } } as ProtocolContext)).toBe(
      true,
    );
    expect(cniMustBeApplied(answered('succeeded', { ...applied, cniApplied: false }))).toBe(true);
  });
});

describe('the end of a run', () => {
  it('revokes nothing before the post-condition holds', () => {
    const model = new ModelCluster(spec);
    let pauses = 0;
    let completeWhenRevoked: boolean | undefined;
    const run = runStepwise(model, {
      answer: ({ command, concern }) => {
        // The network needs a few looks to come up.
        if (command.kind === 'apply-cni') return { outcome: 'succeeded', facts: { kind: 'none' } };
        if (command.kind === 'wait' && concern === 'run' && (pauses += 1) === 3) model.cni = true;
        if (command.kind === 'revoke-credentials') completeWhenRevoked = model.cni;
        return undefined;
      },
    });
    expect(run.status.kind).toBe('ready');
    expect(completeWhenRevoked).toBe(true);
  });

  it('revokes the tokens of this tool and no others', () => {
    const model = new ModelCluster(spec);
    const theirs = { id: 'theirs', description: 'for node9', usages: ['authentication', 'signing'] };
    model.tokens.set(theirs.id, theirs);
    expect(drive(model).status.kind).toBe('ready');
    expect([...model.tokens.keys()]).toEqual(['theirs']);
  });

  const proxyOf = (id: string, expiresAtMs: number): TokenObservation => ({
    id,
    description: 'Proxy for managing TTL for the kubeadm-certs secret',
    expiresAtMs,
    usages: [],
  });

  it('leaves the certificates that somebody else has uploaded, and changes nothing in a complete cluster', () => {
    const model = new ModelCluster(spec);
    drive(model);
    model.tokens.set('theirs', proxyOf('theirs', model.nowMs + 7_200_000));
    model.uploadedBy = 'theirs';
    const run = drive(model);
    expect(run.status.kind).toBe('ready');
    expect(kinds(run.commands)).toEqual([]);
    expect([...model.tokens.keys()]).toEqual(['theirs']);
  });

  it('revokes what it uploaded itself beside those of somebody else', () => {
    const model = new ModelCluster(spec);
    drive(model);
    model.wipe('master3');
    model.nodes.delete('master3');
    model.members = model.members.filter(({ host }) => host !== 'master3');
    model.tokens.set('theirs', proxyOf('theirs', model.nowMs + 7_200_000));
    model.uploadedBy = 'theirs';
    const run = drive(model);
    expect(run.status.kind).toBe('ready');
    expect(kinds(run.commands)).toContain('join-control-plane');
    expect([...model.tokens.keys()]).toEqual(['theirs']);
  });

  it('revokes what an earlier run has left, token and uploaded certificates', () => {
    const model = new ModelCluster(spec);
    drive(model);
    const madeMs = model.nowMs;
    const { tokenTtlMs } = spec.credentials;
    const left = { id: 'left00', description: bootstrapTokenDescription(spec), usages: [] };
    model.tokens.set('left00', { ...left, expiresAtMs: madeMs + tokenTtlMs });
    model.tokens.set('both00', proxyOf('both00', madeMs + 5_000 + 7_200_000));
    model.tokens.set('later0', proxyOf('later0', madeMs + 600_000 + 7_200_000));
    expect(drive(model).status.kind).toBe('ready');
    expect([...model.tokens.keys()]).toEqual(['later0']);
  });
});

describe('init', () => {
  it('does not run while one master does not reach the endpoint', () => {
    const model = new ModelCluster(spec);
    const run = runStepwise(model, {
      answer: ({ command }) =>
        command.kind === 'prove-endpoint'
          ? {
              outcome: 'succeeded',
              facts: { kind: 'endpoint', reachableFrom: { master1: 'yes', master2: 'no', master3: 'yes' } },
            }
          : undefined,
    });
    expect(run.status).toMatchObject({ kind: 'blocked', reason: { code: 'endpoint-not-reachable' } });
    expect(run.issued.map(({ command }) => command.kind)).not.toContain('initialise');
  });
});
