import type { ControlPlaneStep } from '@quorate/core';
import { quorumOf } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import type { BootstrapBounds, Decisions } from '../../src/index.js';
import { bootstrapModel, bootstrapProperties, explore, protocolDecisions } from '../../src/index.js';

const real = protocolDecisions;

interface Planted {
  readonly rule: string;
  readonly wrong: Partial<Decisions>;
  readonly bounds?: Partial<BootstrapBounds>;
  /** Part of the name of the promise that it breaks. */
  readonly breaks: string;
  /** The last step of the shortest counterexample, and how many there are. */
  readonly last: string;
  readonly steps: number;
}

function replaced(
  kind: ControlPlaneStep['kind'],
  by: (step: ControlPlaneStep) => ControlPlaneStep,
): Pick<Decisions, 'step'> {
  return {
    step: (look, host) => {
      const step = real.step(look, host);
      return step.kind === kind ? by(step) : step;
    },
  };
}

/** A permit that nothing was asked for. */
const unasked = { subject: 'promote a learner', allowed: true, checks: [] };

const endlessWait: ControlPlaneStep = { kind: 'wait', reason: 'it may heal', withinMs: 1 };

const PLANTED: readonly Planted[] = [
  {
    rule: 'quorum is counted over the healthy',
    wrong: {
      step: (look, host) => {
        const step = real.step(look, host);
        return step.kind === 'blocked' ? { kind: 'unreachable', reason: 'ignored' } : step;
      },
      mayJoin: ({ membership }) =>
        membership.healthyVoters.length >= quorumOf(membership.healthyVoters.length) &&
        membership.quorate === 'yes',
    },
    bounds: { masters: 4 },
    breaks: 'worst case, lacks quorum',
    last: 'decides: join-control-plane m4',
    steps: 31,
  },
  {
    rule: 'a second master joins beside the first',
    wrong: { oneAtATime: false, ...replaced('wait', () => ({ kind: 'complete' })) },
    bounds: { faults: 0 },
    breaks: 'a join or an init is begun while another change',
    last: 'decides: join-control-plane m3',
    steps: 11,
  },
  {
    rule: 'a second master joins beside the first, and both are at work',
    wrong: { oneAtATime: false, ...replaced('wait', () => ({ kind: 'complete' })) },
    bounds: { faults: 0 },
    breaks: 'two kubeadm that join or initialise run at once',
    last: 'what was decided about m3 is begun',
    steps: 12,
  },
  {
    rule: 'a master joins while a join may be at work out of sight',
    wrong: { mindsDoubtfulJoins: false },
    bounds: { faults: 2 },
    breaks: 'a join or an init is begun while another change',
    last: 'decides: join-control-plane m3',
    steps: 14,
  },
  {
    rule: 'a kubeadm that is seen at work holds up no repair',
    wrong: replaced('wait', () => ({ kind: 'complete' })),
    bounds: { faults: 2 },
    breaks: 'a repair is begun while another change',
    last: 'decides: delete-node m1',
    steps: 24,
  },
  {
    rule: 'the dead voter is removed after its replacement is added',
    wrong: { ...replaced('remove-member', () => ({ kind: 'join' })), mayJoin: () => true },
    bounds: { masters: 3 },
    breaks: 'while its member is listed',
    last: 'decides',
    steps: 27,
  },
  {
    rule: 'a join whose answer is lost is begun again',
    wrong: { looksAfterUnknown: false },
    breaks: 'a join or an init is begun while another change',
    last: 'the answer from m1 is lost',
    steps: 3,
  },
  {
    rule: 'a learner is promoted without a look at whether it runs',
    wrong: {
      step: (look, host) => {
        const member = look.membership.learners.find(({ peerUrls }) =>
          peerUrls[0]?.includes(host.advertiseAddress),
        );
        const reason = 'it is a learner';
        return member === undefined
          ? real.step(look, host)
          : { kind: 'promote-learner', memberId: member.id, verdict: unasked, reason };
      },
    },
    bounds: { learners: true },
    breaks: 'promoted that has not started',
    last: 'decides: promote-learner m2',
    steps: 16,
  },
  {
    rule: 'a file on each master is success',
    wrong: {
      step: (look, host) => {
        const step = real.step(look, host);
        const joined =
          look.observation.hosts[host.name]?.files?.includes('/etc/kubernetes/admin.conf') ?? false;
        return joined ? { kind: 'complete' } : step;
      },
      isDone: ({ observation }) =>
        Object.values(observation.hosts).every(({ files }) => files?.includes('/etc/kubernetes/admin.conf')),
    },
    breaks: 'ready means a running voter',
    last: 'is done',
    steps: 24,
  },
  {
    rule: 'a member that never starts is not removed',
    wrong: replaced('remove-member', () => endlessWait),
    bounds: { learners: true },
    breaks: 'says why, and it is true',
    last: 'stands still (not-settling)',
    steps: 17,
  },
  {
    rule: 'the certificate key is used after its two hours',
    wrong: { credentialsUsable: () => true },
    breaks: 'credentials that have expired',
    last: 'decides: join-control-plane m2',
    steps: 11,
  },
  {
    rule: 'a master that is not seen counts as empty',
    wrong: {
      origin: (look) => {
        const origin = real.origin(look);
        const hidden = origin.kind === 'blocked' && origin.block.code === 'may-hold-a-cluster';
        return hidden ? { kind: 'fresh', evidence: [] } : origin;
      },
    },
    breaks: 'a second cluster is initialised',
    last: 'decides: initialise m2',
    steps: 11,
  },
  {
    rule: 'a host is reset before its member is removed',
    wrong: replaced('remove-member', ({ kind }) => ({ kind: 'reset-host', reason: `instead of ${kind}` })),
    bounds: { learners: true },
    breaks: 'while its member is listed',
    last: 'decides: reset-host m2',
    steps: 17,
  },
  {
    rule: 'a member is removed because its host does not answer',
    wrong: replaced('unreachable', () => ({
      kind: 'remove-member',
      memberId: 'e0',
      verdict: { subject: 'remove', allowed: true, checks: [] },
      reason: 'it does not answer',
    })),
    breaks: 'when faults are over',
    last: 'what was decided about m2 is begun',
    steps: 12,
  },
];

describe('a wrong rule is caught', () => {
  for (const { rule, wrong, bounds, breaks, last, steps } of PLANTED) {
    it(rule, () => {
      const decisions: Decisions = { ...real, ...wrong };
      const model = bootstrapModel({ masters: 3, faults: 1, ...bounds, decisions });
      const { properties } = explore(model, { properties: bootstrapProperties() });
      const caught = properties.find(({ name }) => name.includes(breaks));
      expect(caught?.verdict).toBe('fails');
      const shortest = caught?.trace?.steps ?? [];
      expect(shortest.at(-1)?.step).toContain(last);
      expect(shortest).toHaveLength(steps);
    });
  }
});
