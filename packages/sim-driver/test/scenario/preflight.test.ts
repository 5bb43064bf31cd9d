import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '@quorate/core';
import type { MachineOptions } from '../../src/index.js';
import { Simulation } from '../../src/index.js';
import type { Host } from '../../src/host/host.js';
import { writeMachineFiles } from '../../src/simulation/machine.js';
import { mutations, run, starts } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

interface Case {
  readonly what: string;
  readonly machine: MachineOptions;
  readonly id: string;
  readonly evidence: string;
  /** What a person does about it. */
  readonly repair: (host: Host) => void;
}

const BRIDGE = '/proc/sys/net/bridge/bridge-nf-call-iptables';

const UNFIT: readonly Case[] = [
  {
    what: 'swap is on',
    machine: { swaps: ['/dev/sda2'] },
    id: 'host-swap',
    evidence: '/dev/sda2',
    repair: ({ disk }) => {
      disk.write('/proc/swaps', 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n');
    },
  },
  {
    what: 'br_netfilter is not loaded',
    machine: { missingModules: ['br_netfilter'] },
    id: 'host-kernel',
    evidence: 'br_netfilter',
    repair: ({ disk }) => {
      disk.write(BRIDGE, '1\n');
    },
  },
  {
    what: 'overlay is not loaded',
    machine: { missingModules: ['overlay'] },
    id: 'host-kernel',
    evidence: 'overlay',
    repair: ({ disk }) => {
      disk.write('/proc/filesystems', 'nodev\toverlay\n');
    },
  },
  {
    what: 'packets are not forwarded',
    machine: { ipForward: false },
    id: 'host-kernel',
    evidence: 'ip_forward',
    repair: ({ disk }) => {
      disk.write('/proc/sys/net/ipv4/ip_forward', '1\n');
    },
  },
  {
    what: 'there is one CPU',
    machine: { cpus: 1 },
    id: 'host-cpus',
    evidence: '1 of the 2 CPUs',
    repair: (host) => {
      host.cpus = 2;
      writeMachineFiles(host, {});
    },
  },
  {
    what: 'there is too little memory',
    machine: { memoryMb: 1024 },
    id: 'host-memory',
    evidence: '1024 of the 1700 MB',
    repair: (host) => {
      host.memoryMb = 2048;
      writeMachineFiles(host, {});
    },
  },
  ...['conntrack', 'etcdctl', 'openssl', 'curl'].map((program): Case => ({
    what: `${program} is not installed`,
    machine: { missingPrograms: [program] },
    id: 'host-programs',
    evidence: `${program} is not installed`,
    repair: (host) => {
      host.missingPrograms.delete(program);
    },
  })),
  {
    what: 'no container runtime runs',
    machine: { containerRuntime: false },
    id: 'host-runtime',
    evidence: '/run/containerd/containerd.sock',
    repair: ({ disk }) => {
      disk.write('/run/containerd/containerd.sock', '');
    },
  },
  {
    what: 'it has the hostname of another',
    machine: { hostname: 'master1' },
    id: 'host-identity',
    evidence: 'hostname master1',
    repair: (host) => {
      host.hostname = 'master2';
    },
  },
];

/** Runs until it is blocked for the first time, repairs, and goes on. */
async function runAndRepair(simulation: Simulation, repair: () => void) {
  const blocks: Extract<ExecutionEvent, { type: 'run.blocked' }>['reason'][] = [];
  const changedBefore: string[] = [];
  const { result, events } = await run(simulation, {
    onEvent: (event) => {
      if (event.type === 'command.issued' && event.mutates && blocks.length === 0)
        changedBefore.push(event.title);
      if (event.type !== 'run.blocked') return;
      blocks.push(event.reason);
      if (blocks.length === 1) repair();
    },
  });
  return { result, events, blocks, changedBefore };
}

describe('before init', () => {
  for (const { what, machine, id, evidence, repair } of UNFIT) {
    it(`stops when on master2 ${what}, has changed nothing, and goes on once that is put right`, async () => {
      const simulation = new Simulation({ spec: tutorialSpec(), machines: { master2: machine } });
      const told = await runAndRepair(simulation, () => {
        repair(simulation.world.host('master2'));
      });
      const [block] = told.blocks;
      expect(block?.code).toBe('host-unfit');
      expect(block?.evidence.map((check) => check.id)).toContain(id);
      const check = block?.evidence.find((one) => one.id === id && one.evidence.includes('master2'));
      expect(check).toMatchObject({ holds: 'no', evidence: expect.stringContaining(evidence) as string });
      expect(block?.remedies.length).toBeGreaterThan(1);
      expect(told.changedBefore).toEqual([]);
      expect(told.blocks).toHaveLength(1);
      expect(told.result.status).toBe('ready');
      expect(starts(told.events, 'kubeadm init --config')).toBe(1);
    });
  }

  it('stops when master2 lacks pgrep, without which nobody can tell whether it holds a cluster, and says so', async () => {
    const machines = { master2: { missingPrograms: ['pgrep'] } };
    const simulation = new Simulation({ spec: tutorialSpec(), machines });
    const told = await runAndRepair(simulation, () => {
      simulation.world.host('master2').missingPrograms.delete('pgrep');
    });
    const [block] = told.blocks;
    expect(block?.code).toBe('may-hold-a-cluster');
    expect(block?.evidence[0]?.evidence).toContain('master2 (pgrep is not installed');
    expect(block?.remedies[0]).toBe('install pgrep on master2 (Debian: procps); the run goes on by itself');
    expect(told.changedBefore).toEqual([]);
    expect(told.result.status).toBe('ready');
  });

  it('lets pass what is ignored under the name that kubeadm has for it', async () => {
    const spec = tutorialSpec({ ignorePreflightErrors: ['NumCPU', 'mem', 'Swap'] });
    const small = { cpus: 1, memoryMb: 1024 };
    const machines = { master1: small, master3: small };
    expect((await run(new Simulation({ spec, machines }))).result.status).toBe('ready');
  });

  it('cannot help it when swap is ignored and the kubelet then refuses to start', async () => {
    const spec = tutorialSpec({ ignorePreflightErrors: ['Swap'] });
    const machines = { master1: { swaps: ['/swapfile'] } };
    const { result } = await run(new Simulation({ spec, machines }));
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'init-failed' } });
  });

  it('stops when a stranger holds a port of a master, or that of the endpoint, and names it', async () => {
    for (const [name, port, id] of [
      ['master3', 2380, 'host-ports-free'],
      ['proxy', 6443, 'endpoint-port-free'],
    ] as const) {
      const simulation = new Simulation({ spec: tutorialSpec() });
      const host = simulation.world.host(name);
      const stranger = host.spawn(['/opt/stranger', '3600'], simulation.world.programs['sleep'] ?? failing);
      host.listen(stranger, '0.0.0.0', port, { protocol: 'strange' });
      const told = await runAndRepair(simulation, () => {
        host.kill(stranger, 'SIGTERM');
      });
      expect(told.blocks[0]?.evidence).toEqual([
        {
          id,
          holds: 'no',
          evidence: expect.stringMatching(`^${name}: port ${String(port)} is in use by stranger`) as string,
        },
      ]);
      expect(told.changedBefore).toEqual([]);
      expect(told.result.status).toBe('ready');
    }
  });

  it('goes on without ss, which only kubeadm then has to do without', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    const { ss: _, ...programs } = simulation.world.programs;
    Object.assign(simulation.world, { programs });
    const { result, events } = await run(simulation);
    expect(result.status).toBe('ready');
    const init = events.find(
      (event) => event.type === 'command.issued' && event.command.kind === 'initialise',
    );
    const permit = init?.type === 'command.issued' ? init.permit : undefined;
    expect(permit?.checks.find(({ id }) => id === 'host-ports-free')?.evidence).toContain(
      "ss: command not found): left to kubeadm's own preflight",
    );
  });

  it('refuses a machine whose only address is that of VirtualBox', async () => {
    const machines = { master2: { addresses: ['10.0.2.15'] } };
    const { result } = await run(new Simulation({ spec: tutorialSpec(), machines }));
    if (result.status !== 'blocked') throw new Error(result.status);
    expect(result.reason.evidence).toContainEqual(
      expect.objectContaining({ id: 'host-address', evidence: expect.stringContaining('master2') as string }),
    );
  });
});

function* failing() {
  return 1;
}

describe('a firewall between two masters', () => {
  const PORTS = [6443, 2379, 2380];

  it('stops the run before init, with both hosts and the ports; opened, it goes on and ends ready', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    const { network } = simulation.world;
    for (const port of PORTS) network.closePort('master2', 'master3', port);
    const told = await runAndRepair(simulation, () => {
      for (const port of PORTS) network.openPort('master2', 'master3', port);
    });
    expect(told.blocks).toHaveLength(1);
    expect(told.blocks[0]).toMatchObject({
      code: 'peers-not-reachable',
      evidence: [
        {
          id: 'peer-ports-open',
          holds: 'no',
          evidence: 'master2 to master3 (192.168.56.7): 6443 timed-out, 2379 timed-out, 2380 timed-out',
        },
      ],
    });
    expect(told.blocks[0]?.remedies[0]).toContain('open TCP ports 6443, 2379 and 2380');
    expect(told.changedBefore).toEqual([]);
    expect(told.result.status).toBe('ready');
  });

  it('is seen when it closes after init, before the join that it would break', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    const { network } = simulation.world;
    let joinsWhileClosed = 0;
    let closed = false;
    const { result, events } = await run(simulation, {
      onEvent: (event) => {
        if (event.type === 'command.settled' && event.command.kind === 'initialise') {
          closed = true;
          network.closePort('master1', 'master2', 2380);
        }
        if (event.type === 'command.issued' && event.command.kind === 'join-control-plane' && closed)
          joinsWhileClosed += 1;
        const waitsForIt =
          event.type === 'command.issued' &&
          event.command.kind === 'wait' &&
          event.command.reason.includes('master1 to master2 (192.168.56.6): 2380 timed-out');
        if (waitsForIt && closed) {
          closed = false;
          network.openPort('master1', 'master2', 2380);
        }
      },
    });
    expect(closed).toBe(false);
    expect(joinsWhileClosed).toBe(0);
    expect(result.status).toBe('ready');
    expect(mutations(events).filter((title) => title.includes('to the control plane'))).toHaveLength(2);
  });

  it('that stays closed ends the run blocked, with one voter and its quorum', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    const { result } = await run(simulation, {
      onEvent: (event) => {
        if (event.type === 'command.settled' && event.command.kind === 'initialise')
          simulation.world.network.closePort('master2', 'master1', 2380);
      },
    });
    if (result.status !== 'blocked') throw new Error(result.status);
    expect(result.reason.code).toBe('peers-not-reachable');
    expect(result.reason.evidence.map(({ evidence }) => evidence)).toEqual([
      'master2 to master1 (192.168.56.5): 2380 timed-out',
    ]);
    const ready = simulation.shell('master1', [
      'kubectl',
      '--kubeconfig=/etc/kubernetes/admin.conf',
      'get',
      '--raw',
      '/readyz',
    ]);
    expect(ready.stdout).toContain('ok');
  });

  it('before the kubelet of a worker keeps that worker out, and no other', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    simulation.world.network.closePort('master3', 'node2', 10_250);
    const told = await runAndRepair(simulation, () => {
      simulation.world.network.openPort('master3', 'node2', 10_250);
    });
    expect(told.blocks[0]).toMatchObject({
      code: 'host-unfit',
      evidence: [{ id: 'worker-paths-open', evidence: 'master3 to node2 (192.168.56.9): 10250 timed-out' }],
    });
    expect(told.changedBefore).toContain('join node1 as a worker');
    expect(told.changedBefore).not.toContain('join node2 as a worker');
    expect(told.result.status).toBe('ready');
  });
});
