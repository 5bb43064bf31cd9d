import type { ClusterSpec } from '@quorate/core';
import type * as Issues from '../../../core/src/protocol/issues.js';
import type * as Quorum from '../../../core/src/decisions/quorum.js';
import type * as ControlPlaneStepModule from '../../../core/src/decisions/control-plane-step.js';
import type * as Credentials from '../../../core/src/decisions/credentials.js';
import type * as MayJoin from '../../../core/src/decisions/may-join.js';
import type * as Paths from '../../../core/src/decisions/paths.js';
import type * as OriginModule from '../../../core/src/decisions/origin.js';
import { afterEach, describe, expect, it, vi } from 'vitest';

/**
 * Each wrong rule is planted into the real code, and a check that the right code passes must fail. A suite that lets one
 * of them through proves nothing.
 */

type Kit = Awaited<ReturnType<typeof load>>;

async function load() {
  vi.resetModules();
  const sim = await import('../../src/index.js');
  const invariants = await import('../../src/invariants/monitor.js');
  const etcd = await import('../../src/etcd/inspect.js');
  const { run, starts } = await import('../support/run.js');
  const { tutorialSpec } = await import('../support/specs.js');
  return { ...sim, ...invariants, ...etcd, run, starts, tutorialSpec };
}

const CORE = '../../../core/src';

interface Planted {
  readonly rule: string;
  readonly plant: () => void;
  /** What is wrong, or undefined. */
  readonly check: (kit: Kit) => Promise<string | undefined>;
}

interface Scene {
  readonly faults?: readonly string[];
  readonly spec?: Partial<ClusterSpec>;
  readonly joinsOf?: string;
}

/** Runs a scene and complains about violated invariants, an end that is not ready, a ready that is not so, or joins too many. */
function expectGoodEnd(scene: Scene) {
  return async (kit: Kit): Promise<string | undefined> => {
    const spec = kit.tutorialSpec(scene.spec);
    const simulation = new kit.Simulation({ spec, seed: 5 });
    const monitor = kit.monitorInvariants(simulation);
    const names = spec.hosts.map((host) => host.name);
    kit.armFaults(
      simulation,
      (scene.faults ?? []).map((text) => {
        const fault = kit.parseFault(text, names);
        if (!fault.ok) throw new Error(fault.error);
        return fault.value;
      }),
    );
    const { result, events } = await kit.run(simulation);
    const [violation] = monitor.violations;
    if (violation !== undefined) return `${violation.invariant}: ${violation.message}`;
    if (result.status !== 'ready') return `ended ${result.status}`;
    const voters = kit.etcdMembers(simulation.world).map((member) => member.name);
    if (voters.length !== 3) return `ready with voters ${voters.join(', ')}`;
    const inits = kit.starts(events, 'kubeadm init --config');
    if (inits > 1) return `${String(inits)} inits`;
    const joins = events.filter(
      (event) =>
        event.type === 'command.issued' &&
        event.command.kind === 'join-control-plane' &&
        event.command.host === scene.joinsOf,
    );
    return joins.length > 1 ? `${String(joins.length)} joins of ${scene.joinsOf ?? ''}` : undefined;
  };
}

const patient = {
  joinAttempts: 3,
  joinTimeoutMs: 600_000,
  initTimeoutMs: 600_000,
  settleMs: 300_000,
  blockedPatienceMs: 600_000,
  maxClockSkewMs: 30_000,
};

const PLANTED: readonly Planted[] = [
  {
    rule: 'two masters join at once',
    plant: () => {
      vi.doMock(`${CORE}/protocol/issues.js`, async (original) => {
        const real = await original<typeof Issues>();
        const { issue } = await import('../../../core/src/protocol/issue.js');
        return {
          ...real,
          joinControlPlane: (context: Parameters<typeof real.joinControlPlane>[0]) =>
            ['master2', 'master3'].reduce(
              (next, host) =>
                issue(next, 'control-plane', { kind: 'join-control-plane', host }, { subject: host }),
              context,
            ),
        };
      });
    },
    check: expectGoodEnd({}),
  },
  {
    rule: 'quorum is counted over the healthy instead of the voters',
    plant: () => {
      vi.doMock(`${CORE}/decisions/quorum.js`, async (original) => {
        const real = await original<typeof Quorum>();
        return {
          ...real,
          projectRemoval: (voters: number, healthy: number, removedIsHealthy: boolean) => {
            const healthyAfter = removedIsHealthy ? healthy - 1 : healthy;
            const quorumAfter = real.quorumOf(healthyAfter);
            return {
              votersAfter: voters - 1,
              quorumAfter,
              healthyAfter,
              holds: healthyAfter >= quorumAfter,
              window: false,
            };
          },
        };
      });
    },
    check: async () => {
      const { projectRemoval } = await import('../../../core/src/decisions/quorum.js');
      for (let voters = 1; voters <= 7; voters += 1) {
        for (let healthy = 0; healthy < voters; healthy += 1) {
          const keepsMajority = voters > 1 && healthy * 2 > voters - 1;
          if (projectRemoval(voters, healthy, false).holds !== keepsMajority) {
            return `removing a dead one of ${String(voters)} voters, ${String(healthy)} healthy`;
          }
        }
      }
      return undefined;
    },
  },
  {
    rule: 'admin.conf on the disk means that the master has joined',
    plant: () => {
      vi.doMock(`${CORE}/decisions/control-plane-step.js`, async (original) => {
        const real = await original<typeof ControlPlaneStepModule>();
        return {
          ...real,
          controlPlaneStep: (situation: Parameters<typeof real.controlPlaneStep>[0]) =>
            situation.observation.hosts[situation.host.name]?.files?.includes(
              '/etc/kubernetes/admin.conf',
            ) === true
              ? { kind: 'complete' }
              : real.controlPlaneStep(situation),
        };
      });
      vi.doMock(`${CORE}/decisions/is-done.js`, () => ({
        isDone: () => ({ subject: 'trust the file', allowed: true, checks: [] }),
      }));
    },
    check: expectGoodEnd({ faults: ['kill:master3,kubeadm@kubeadm.phase/master3/phase=kubelet-start'] }),
  },
  {
    rule: 'a token that is held is a token that is valid',
    plant: () => {
      vi.doMock(`${CORE}/decisions/credentials.js`, async (original) => {
        const real = await original<typeof Credentials>();
        return {
          ...real,
          tokenValidity: (held: Parameters<typeof real.tokenValidity>[0]) =>
            held.token === null ? 'none' : 'valid',
          // The token as the cluster lists it, which is looked at as well.
          validityOf: () => 'valid',
        };
      });
    },
    // master3 comes back when the token is still there but has a minute left.
    check: expectGoodEnd({
      spec: { assumeNew: true, budgets: { ...patient, blockedPatienceMs: 4 * 3_600_000 } },
      faults: ['power-off:master3@100ms', 'power-on:master3@1h58m30s'],
    }),
  },
  {
    rule: 'a join whose answer was lost is started again without looking',
    plant: () => {
      vi.doMock(`${CORE}/decisions/control-plane-step.js`, async (original) => {
        const real = await original<typeof ControlPlaneStepModule>();
        return {
          ...real,
          controlPlaneStep: (situation: Parameters<typeof real.controlPlaneStep>[0]) => {
            const step = real.controlPlaneStep(situation);
            return step.kind === 'complete' ? step : { kind: 'join' };
          },
        };
      });
      vi.doMock(`${CORE}/decisions/may-join.js`, async (original) => {
        const real = await original<typeof MayJoin>();
        return { ...real, mayJoinControlPlane: () => ({ subject: 'retry', allowed: true, checks: [] }) };
      });
    },
    check: expectGoodEnd({ faults: ['lose-reply:master2,kubeadm,join@20s'], joinsOf: 'master2' }),
  },
  {
    rule: 'an init whose answer was lost is started again without looking',
    plant: () => {
      vi.doMock(`${CORE}/decisions/origin.js`, async (original) => {
        const real = await original<typeof OriginModule>();
        return {
          ...real,
          originOf: (...args: Parameters<typeof real.originOf>) => {
            const origin = real.originOf(...args);
            return origin.kind === 'interrupted' ? { kind: 'fresh', evidence: [] } : origin;
          },
        };
      });
    },
    check: expectGoodEnd({
      faults: ['kill:master1,kubeadm@kubeadm.phase/master1/phase=upload-config/kubelet'],
    }),
  },
  {
    rule: 'a closed peer port does not keep a master from joining',
    plant: () => {
      vi.doMock(`${CORE}/decisions/paths.js`, async (original) => {
        const real = await original<typeof Paths>();
        return {
          ...real,
          peerPortsCheck: () => ({ id: 'peer-ports-open', holds: 'yes', evidence: 'not looked at' }),
        };
      });
    },
    check: joinsBehindFirewall,
  },
];

/** A firewall closes etcd's peer port after init: what became of the join that must not be tried, or undefined. */
async function joinsBehindFirewall(kit: Kit): Promise<string | undefined> {
  const simulation = new kit.Simulation({ spec: kit.tutorialSpec(), seed: 5 });
  const { network } = simulation.world;
  const { result, events } = await kit.run(simulation, {
    onEvent: (event) => {
      if (event.type !== 'command.settled' || event.command.kind !== 'initialise') return;
      network.closePort('master1', 'master2', 2380);
      network.closePort('master2', 'master1', 2380);
    },
  });
  const join = events.find(
    (event) => event.type === 'command.settled' && event.command.kind === 'join-control-plane',
  );
  if (join?.type !== 'command.settled') return undefined;
  const issued = events.find((event) => event.type === 'command.issued' && event.id === join.id);
  const tookS = Math.round((join.atMs - (issued?.atMs ?? 0)) / 1000);
  const end = result.status === 'blocked' ? result.reason.code : result.status;
  return `a join hung for ${String(tookS)} s, ${join.report.failure?.class ?? 'succeeded'}; the run ended ${end}`;
}

describe('planted wrong rules', () => {
  afterEach(() => {
    vi.doUnmock(`${CORE}/protocol/issues.js`);
    for (const name of [
      'quorum',
      'control-plane-step',
      'is-done',
      'credentials',
      'may-join',
      'origin',
      'paths',
    ]) {
      vi.doUnmock(`${CORE}/decisions/${name}.js`);
    }
    vi.resetModules();
  });

  for (const { rule, plant, check } of PLANTED) {
    it(`is caught: ${rule}`, async () => {
      expect(await check(await load())).toBeUndefined();
      plant();
      expect(await check(await load())).toEqual(expect.any(String));
    });
  }
});
