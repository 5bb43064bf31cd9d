import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/index.js';
import { ORCHESTRATOR } from '../../src/network/network.js';
import { NGINX_CONFIG_PATH } from '../../src/load-balancer/nginx-config.js';
import { cluster, dial, dialled, laboratory, serve, strike } from './laboratory.js';

const PORT = 6443;

function listening(): Simulation {
  const simulation = laboratory();
  for (const name of ['master1', 'master2', 'master3', 'node1']) serve(simulation.world.host(name), PORT);
  return simulation;
}

describe('links', () => {
  it('isolate: nobody reaches the host nor is reached by it, but the orchestrator', () => {
    const simulation = listening();
    const cure = strike(simulation, 'isolate:master2');
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('timed-out');
    expect(dialled(simulation, 'master2', 'node1', PORT)).toBe('timed-out');
    expect(dialled(simulation, 'master1', 'master3', PORT)).toBe('connected');
    expect(simulation.world.network.open(ORCHESTRATOR, 'master2')).toBe(true);
    cure();
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('connected');
  });

  it('partition: hosts of one side reach each other, and none of the other side', () => {
    const simulation = listening();
    const cure = strike(simulation, 'partition:master1,node1');
    expect(dialled(simulation, 'master1', 'node1', PORT)).toBe('connected');
    expect(dialled(simulation, 'master2', 'master3', PORT)).toBe('connected');
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('timed-out');
    expect(dialled(simulation, 'master3', 'node1', PORT)).toBe('timed-out');
    cure();
    expect(dialled(simulation, 'master3', 'node1', PORT)).toBe('connected');
  });

  it('cut: nothing arrives in this direction, hence no connection in either', () => {
    const simulation = listening();
    const cure = strike(simulation, 'cut:master1,master2');
    expect(simulation.world.network.passes('master1', 'master2')).toBe(false);
    expect(simulation.world.network.passes('master2', 'master1')).toBe(true);
    expect(dialled(simulation, 'master2', 'master1', PORT)).toBe('timed-out');
    cure();
    expect(dialled(simulation, 'master2', 'master1', PORT)).toBe('connected');
  });

  it('half-open: a connection that stands stays, a new one does not come about', () => {
    const simulation = listening();
    const before = dial(simulation, 'master1', 'master2', PORT);
    const cure = strike(simulation, 'half-open:master1,master2');
    expect(before.kind === 'connected' && before.alive()).toBe(true);
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('timed-out');
    expect(dialled(simulation, 'master2', 'master1', PORT)).toBe('connected');
    cure();
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('connected');
  });

  it('unreachable: the orchestrator loses the host, the cluster does not', () => {
    const simulation = listening();
    const cure = strike(simulation, 'unreachable:master2');
    expect(simulation.world.network.open(ORCHESTRATOR, 'master2')).toBe(false);
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('connected');
    cure();
    expect(simulation.world.network.open(ORCHESTRATOR, 'master2')).toBe(true);
  });

  it('heal: ends every fault of the network at once', () => {
    const simulation = listening();
    for (const text of ['isolate:master2', 'half-open:master1,master2', 'reject-port:master1,master2,6443'])
      strike(simulation, text);
    strike(simulation, 'delay:master1,master2,10s');
    strike(simulation, 'heal');
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('connected');
  });

  it('overlapping faults do not cure each other', () => {
    const simulation = listening();
    const isolation = strike(simulation, 'isolate:master2');
    const split = strike(simulation, 'partition:master2,node1');
    const again = strike(simulation, 'partition:master2,node1');
    isolation();
    split();
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('timed-out');
    again();
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('connected');
  });
});

describe('firewalls', () => {
  it('close-port: the dial hangs until its time-out; other ports are open', () => {
    const simulation = listening();
    serve(simulation.world.host('master2'), 2380);
    const cure = strike(simulation, 'close-port:master1,master2,6443');
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('timed-out');
    expect(dialled(simulation, 'master1', 'master2', 2380)).toBe('connected');
    cure();
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('connected');
  });

  it('reject-port: the dial is refused at once, and a connection that stands is broken', () => {
    const simulation = listening();
    const before = dial(simulation, 'master1', 'master2', PORT);
    const cure = strike(simulation, 'reject-port:master1,master2,6443');
    const startUs = simulation.world.scheduler.now();
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('refused');
    expect(simulation.world.scheduler.now() - startUs).toBeLessThan(10_000);
    expect(before.kind === 'connected' && before.alive()).toBe(false);
    cure();
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('connected');
  });
});

describe('slowness', () => {
  const oneWay = (simulation: Simulation, from: string, to: string, count = 200): readonly number[] =>
    Array.from({ length: count }, () => simulation.world.network.latency(from, to));

  it('delay: every packet takes the span longer, and some much longer; in one direction', () => {
    const simulation = laboratory();
    const usual = simulation.world.network.latency('master1', 'master2');
    const cure = strike(simulation, 'delay:master1,master2,50ms,200ms');
    const seen = oneWay(simulation, 'master1', 'master2');
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(usual + 50_000);
    expect(Math.max(...seen)).toBeGreaterThan(usual + 50_000 + 400_000);
    const mean = seen.reduce((sum, us) => sum + us, 0) / seen.length;
    expect(mean).toBeGreaterThan(200_000);
    expect(mean).toBeLessThan(320_000);
    expect(simulation.world.network.latency('master2', 'master1')).toBe(usual);
    cure();
    expect(simulation.world.network.latency('master1', 'master2')).toBe(usual);
  });

  it('delay: a dial whose packets take longer than its patience times out', () => {
    const simulation = listening();
    strike(simulation, 'delay:master1,master2,6s');
    expect(dialled(simulation, 'master1', 'master2', PORT)).toBe('timed-out');
  });

  it('delay: two of them add up, and end one by one', () => {
    const simulation = laboratory();
    const usual = simulation.world.network.latency('master1', 'master2');
    const first = strike(simulation, 'delay:master1,master2,50ms');
    const second = strike(simulation, 'delay:master1,master2,50ms');
    expect(simulation.world.network.latency('master1', 'master2')).toBe(usual + 100_000);
    first();
    expect(simulation.world.network.latency('master1', 'master2')).toBe(usual + 50_000);
    second();
    expect(simulation.world.network.latency('master1', 'master2')).toBe(usual);
  });

  it('delay: its chance is a stream of its own; other streams draw as before', () => {
    const draw = (text: string | undefined): readonly number[] => {
      const simulation = laboratory(7);
      if (text !== undefined) strike(simulation, text);
      oneWay(simulation, 'master1', 'master2', 20);
      return [1, 2, 3].map(() => simulation.world.rng.stream('kubernetes/uid').integer(0, 1_000_000));
    };
    expect(draw('delay:master1,master2,50ms,200ms')).toEqual(draw(undefined));
  });

  it('slow-network: what a host sends is late, also to the orchestrator; what it gets is not', () => {
    const simulation = laboratory();
    const usual = simulation.world.network.latency('master1', 'master2');
    const cure = strike(simulation, 'slow-network:master2,50ms');
    expect(Math.max(...oneWay(simulation, 'master2', ORCHESTRATOR))).toBeGreaterThan(50_000);
    expect(Math.max(...oneWay(simulation, 'master2', 'node1'))).toBeGreaterThan(50_000);
    expect(Math.max(...oneWay(simulation, 'master1', 'master2'))).toBe(usual);
    cure();
    expect(Math.max(...oneWay(simulation, 'master2', 'node1'))).toBe(usual);
  });

  it('lose-packets: what is lost comes after the retransmissions of TCP, each after twice the time', () => {
    const simulation = laboratory();
    const usual = simulation.world.network.latency('master1', 'master2');
    const cure = strike(simulation, 'lose-packets:master2,40');
    const waits = oneWay(simulation, 'master1', 'master2', 1_000).map((us) => (us - usual) / 1_000);
    const lost = waits.filter((ms) => ms > 0);
    expect(lost.length).toBeGreaterThan(330);
    expect(lost.length).toBeLessThan(470);
    expect(new Set(waits)).toEqual(
      new Set(waits.filter((ms) => [0, 200, 600, 1_400, 3_000, 6_200, 12_600].includes(ms))),
    );
    cure();
    expect(Math.max(...oneWay(simulation, 'master1', 'master2'))).toBe(usual);
  });
});

describe('the load balancer of a cluster', () => {
  const viaBalancer = (simulation: Simulation): string => {
    const answer = dial(simulation, 'node1', 'proxy', PORT);
    return answer.kind === 'connected' ? answer.host.name : answer.reason;
  };
  const reached = (simulation: Simulation): ReadonlySet<string> =>
    new Set(Array.from({ length: 6 }, () => viaBalancer(simulation)));
  const all = new Set(['master1', 'master2', 'master3']);

  it('stop-balancer: its port is closed until the last of two such faults is cured', async () => {
    const simulation = await cluster();
    const first = strike(simulation, 'stop-balancer:proxy');
    const second = strike(simulation, 'stop-balancer:proxy');
    expect(viaBalancer(simulation)).toBe('refused');
    first();
    expect(viaBalancer(simulation)).toBe('refused');
    second();
    expect(reached(simulation)).toEqual(all);
  });

  it('stale-balancer: a master is left out; two such faults are taken back in any order', async () => {
    const simulation = await cluster();
    const before = simulation.world.host('proxy').disk.text(NGINX_CONFIG_PATH);
    const second = strike(simulation, 'stale-balancer:proxy,master2');
    const third = strike(simulation, 'stale-balancer:proxy,master3');
    expect(reached(simulation)).toEqual(new Set(['master1']));
    second();
    expect(reached(simulation)).toEqual(new Set(['master1', 'master2']));
    third();
    expect(reached(simulation)).toEqual(all);
    expect(simulation.world.host('proxy').disk.text(NGINX_CONFIG_PATH)).toBe(before);
  });

  it('only-backend: everything goes to one master', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'only-backend:proxy,master3');
    expect(reached(simulation)).toEqual(new Set(['master3']));
    cure();
    expect(reached(simulation)).toEqual(all);
  });

  it('dead-backend: connections are accepted, and closed because nobody answers behind', async () => {
    const simulation = await cluster();
    const before = simulation.world.host('proxy').disk.text(NGINX_CONFIG_PATH);
    const cure = strike(simulation, 'dead-backend:proxy');
    expect(viaBalancer(simulation)).toBe('eof');
    cure();
    expect(simulation.world.host('proxy').disk.text(NGINX_CONFIG_PATH)).toBe(before);
    expect(reached(simulation)).toEqual(all);
  });

  it('an edit that was overwritten meanwhile stays overwritten when it is taken back', async () => {
    const simulation = await cluster();
    const { disk } = simulation.world.host('proxy');
    const good = disk.text(NGINX_CONFIG_PATH) ?? '';
    const cure = strike(simulation, 'dead-backend:proxy');
    disk.write(NGINX_CONFIG_PATH, good);
    cure();
    expect(disk.text(NGINX_CONFIG_PATH)).toBe(good);
  });
});
