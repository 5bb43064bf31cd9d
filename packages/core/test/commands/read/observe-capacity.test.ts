import { describe, expect, it } from 'vitest';
import type { ObserveAspect, ObserveCommand } from '../../../src/commands/command.js';
import { lower } from '../../../src/commands/lower.js';
import { read } from '../../../src/commands/read.js';
import type { PlacedStep } from '../../../src/commands/step-plan.js';
import type { HostCapacity, PathObservation } from '../../../src/observation/host-capacity.js';
import type { HostStep } from '../../../src/steps/host-step.js';
import type { StepOutcome } from '../../../src/steps/step-outcome.js';
import { execute, exited, failed, lost, succeeded } from '../outcomes.js';
import { NOW_MS, sampleContext } from '../sample-cluster.js';

const context = sampleContext();
const NOT_FOUND = exited(127, { stderr: 'sh: 1: ss: not found\n' });

type Answer = (step: HostStep, placed: PlacedStep) => StepOutcome | undefined;

function look(aspects: readonly ObserveAspect[], answer: Answer, more: Partial<ObserveCommand> = {}) {
  const command: ObserveCommand = {
    kind: 'observe',
    hosts: ['proxy', 'master1', 'master2', 'node1'],
    aspects,
    ...more,
  };
  const plan = lower(command, context);
  const outcomes = execute(plan, (placed) => answer(placed.step, placed) ?? succeeded());
  const { facts } = read(command, plan, outcomes, context).report;
  if (facts.kind !== 'observed') throw new Error('nothing observed');
  return { plan, hosts: facts.observation.hosts };
}

function capacityOf(host: string, answers: Readonly<Record<string, StepOutcome>>): HostCapacity | undefined {
  const { hosts } = look(['capacity'], (step) => (step.kind === 'run' ? answers[step.argv[0]] : undefined));
  return hosts[host]?.capacity;
}

describe('the capacity of a host', () => {
  it('is asked for only when it matters', () => {
    const { plan, hosts } = look(['identity'], () => undefined);
    expect(hosts['master1']).not.toHaveProperty('capacity');
    expect(hosts['master1']).not.toHaveProperty('paths');
    const programs = plan.stages.flatMap(({ steps }) =>
      steps.flatMap(({ step }) => (step.kind === 'run' ? [step.argv[0]] : [])),
    );
    expect(programs).not.toContain('ss');
  });

  it('is what the programs of the host say', () => {
    const found =
      '/usr/sbin/ip\n/usr/sbin/iptables\n/usr/bin/mount\n/usr/bin/nsenter\n/usr/local/bin/crictl\n';
    expect(
      capacityOf('master1', {
        ss: succeeded({ stdout: 'LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))\n' }),
        head: exited(1, {
          stdout: '==> /proc/meminfo <==\nMemTotal: 2097152 kB\n',
          stderr: 'head: cannot open',
        }),
        which: exited(1, { stdout: found }),
        find: exited(1, { stdout: '/run/containerd/containerd.sock\n', stderr: 'find: ‘/var/run/crio’' }),
      }),
    ).toEqual({
      listeners: { kind: 'told', value: [{ address: '0.0.0.0', port: 22, process: 'sshd' }] },
      machine: {
        kind: 'told',
        value: { memoryMb: 2048, bridgeNfCallIptables: 'absent', ipForward: 'absent' },
      },
      missingPrograms: { kind: 'told', value: ['conntrack', 'curl', 'openssl', 'pgrep', 'etcdctl'] },
      runtimeSockets: { kind: 'told', value: ['/run/containerd/containerd.sock'] },
    });
  });

  it('cannot be told by a host that lacks the program, and says so', () => {
    const capacity = capacityOf('master1', { ss: NOT_FOUND, which: exited(127), head: exited(2) });
    expect(capacity?.listeners).toEqual({ kind: 'cannot-tell', why: 'sh: 1: ss: not found' });
    expect(capacity?.missingPrograms).toEqual({ kind: 'cannot-tell', why: 'exit 127' });
    expect(capacity?.machine).toEqual({ kind: 'cannot-tell', why: 'exit 2' });
  });

  it('was not heard when the answer was lost, or nobody was reached', () => {
    const unreachable = failed({ kind: 'unreachable', detail: 'no route to host' });
    const capacity = capacityOf('node1', { ss: lost(), which: unreachable });
    expect(capacity?.listeners).toEqual({ kind: 'not-heard', why: 'connection-lost' });
    expect(capacity?.missingPrograms).toEqual({ kind: 'not-heard', why: 'no route to host' });
  });

  it('of a load balancer is its ports', () => {
    expect(Object.keys(capacityOf('proxy', {}) ?? {})).toEqual(['listeners']);
  });
});

describe('the ways between hosts', () => {
  const PATHS = ['paths'] as const;
  const pathsOf = (answer: Answer, more: Partial<ObserveCommand> = {}) => look(PATHS, answer, more).hosts;
  const probes = (more: Partial<ObserveCommand> = {}) =>
    look(PATHS, () => undefined, more).plan.stages.flatMap(({ steps }) =>
      steps.flatMap(({ host, step }) =>
        step.kind === 'probe-tcp' ? [`${host} ${step.address}:${step.port}`] : [],
      ),
    );

  it('are probed between masters in both directions, to the endpoint, and to the kubelets of workers', () => {
    expect(probes()).toEqual([
      ...[6443, 2379, 2380].map((port) => `master1 192.168.56.6:${port}`),
      ...[6443, 2379, 2380].map((port) => `master2 192.168.56.5:${port}`),
      'node1 192.168.56.4:6443',
      'master1 192.168.56.8:10250',
      'master2 192.168.56.8:10250',
    ]);
  });

  it('are probed at once: no probe waits for another', () => {
    const { plan } = look(PATHS, () => undefined);
    const stages = plan.stages.filter(({ steps }) => steps.some(({ step }) => step.kind === 'probe-tcp'));
    expect(stages).toHaveLength(1);
  });

  it('are those of the newcomer when there is one', () => {
    const hosts = ['master1', 'master2', 'master3', 'node1'];
    const around = probes({ hosts, newcomer: 'master3' });
    expect(around).toHaveLength(12);
    expect(around.every((probe) => probe.startsWith('master3') || probe.includes('192.168.56.7'))).toBe(true);
    expect(probes({ hosts: ['master1', 'node1'], newcomer: 'node1' })).toHaveLength(2);
  });

  it.each([
    ['open', succeeded()],
    ['refused', failed({ kind: 'tcp', reason: 'refused' })],
    ['timed-out', failed({ kind: 'tcp', reason: 'timed-out' })],
    ['no-route', failed({ kind: 'tcp', reason: 'no-route' })],
    ['timed-out', { kind: 'unknown', cause: 'timed-out', stdout: '', stderr: '', tookMs: 8_000 }],
    ['unknown', lost()],
    ['unknown', failed({ kind: 'unreachable', detail: 'no route to host' })],
  ] as const)('are %s by what the probe came to', (outcome, answer) => {
    const { master2 } = pathsOf((step) => (step.kind === 'probe-tcp' ? answer : undefined));
    const expected: readonly PathObservation[] = [6443, 2379, 2380].map((port) => ({
      address: '192.168.56.5',
      port,
      outcome,
      atMs: NOW_MS,
    }));
    expect(master2?.paths?.slice(0, 3)).toEqual(expected);
  });
});
