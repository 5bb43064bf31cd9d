import { describe, expect, it } from 'vitest';
import type { ExecutionEvent, JournalEntry } from '@quorate/core';
import { MemoryJournal } from '@quorate/core';
import type { Story } from '../../src/index.js';
import { etcdMembers, listNodes, runScenario } from '../../src/index.js';
import { starts } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';
import { cluster, strike } from './laboratory.js';
import { faultOf } from '../support/faults.js';

const spec = tutorialSpec();

interface Told {
  readonly story: Story;
  readonly events: readonly ExecutionEvent[];
  readonly journal: readonly JournalEntry[];
}

/** A scenario as its file would say it. */
async function told(...texts: readonly string[]): Promise<Told> {
  const faults = texts.map((text) => faultOf(spec, text));
  const events: ExecutionEvent[] = [];
  const journal = new MemoryJournal();
  const story = await runScenario(
    { spec, seed: 1, faults, late: {} },
    { keepTrace: true, journal, onEvent: (event) => events.push(event) },
  );
  return { story, events, journal: journal.entries };
}

const records = ({ story }: Told, event: string) =>
  story.simulation.world.trace.records.filter((record) => record.event === event);
const inits = ({ events }: Told): number => starts(events, 'kubeadm init --config');

describe('orchestrators in a scenario', () => {
  it('kill-orchestrator: resumed with its journal, it goes on where it died', async () => {
    const run = await told('kill-orchestrator:10s@journal.written/what=join-control-plane+3s');
    const [chapter] = run.story.chapters;
    expect(chapter).toMatchObject({ restarts: 1, result: { status: 'ready' } });
    const [killed] = records(run, 'orchestrator.killed');
    const [started] = records(run, 'orchestrator.started');
    expect((started?.atUs ?? 0) - (killed?.atUs ?? 0)).toBe(10_000_000);
    expect(Number(started?.detail?.['entries'])).toBeGreaterThan(10);
    expect(inits(run)).toBe(1);
    expect(run.journal.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  });

  it('kill-orchestrator at an entry of the journal: what came after it is not in the journal', async () => {
    const run = await told('kill-orchestrator:1s@journal.written#20');
    expect(records(run, 'orchestrator.started')[0]?.detail?.['entries']).toBe(20);
    expect(run.story.chapters[0]?.result.status).toBe('ready');
    expect(inits(run)).toBe(1);
  });

  it('kill-orchestrator: a step that has not reached its host never does', async () => {
    const run = await told('kill-orchestrator:1h@journal.written/what=init');
    const [killed] = records(run, 'orchestrator.killed');
    const certificates = records(run, 'kubeadm.phase').find(
      ({ detail }) => detail?.['phase'] === 'certs/etcd-ca',
    );
    expect((certificates?.atUs ?? 0) - (killed?.atUs ?? 0)).toBeGreaterThan(3_600_000_000);
    expect(run.story.chapters[0]?.result.status).toBe('ready');
  });

  it('lose-journal: the next one knows nothing, looks, and still initialises once', async () => {
    const run = await told('lose-journal:2m@journal.written/what=join-control-plane+3s');
    expect(run.story.chapters[0]).toMatchObject({ restarts: 1, result: { status: 'ready' } });
    expect(records(run, 'orchestrator.started')[0]?.detail?.['entries']).toBe(0);
    expect(run.journal.filter(({ kind }) => kind === 'opened')).toHaveLength(2);
    expect(inits(run)).toBe(1);
  });

  it('may be killed again and again', async () => {
    const run = await told('kill-orchestrator@10s', 'lose-journal@30s', 'kill-orchestrator:0s@50s');
    expect(run.story.chapters[0]).toMatchObject({ restarts: 3, result: { status: 'ready' } });
  });

  it('a fault after the end of the run kills nobody', async () => {
    const run = await told('kill-orchestrator@3h');
    expect(run.story.chapters[0]).toMatchObject({ restarts: 0, result: { status: 'ready' } });
  });

  it('second-orchestrator: both come to an end, each with a result of its own', async () => {
    const run = await told('second-orchestrator@20s');
    const [chapter] = run.story.chapters;
    expect(chapter?.others).toHaveLength(1);
    expect([chapter?.result.status, ...(chapter?.others ?? []).map(({ status }) => status)]).toEqual([
      'ready',
      'ready',
    ]);
    expect(
      etcdMembers(run.story.simulation.world)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['master1', 'master2', 'master3']);
  });

  it('kill-orchestrator: time goes on for the one that is down, also when the other has come to its end', async () => {
    const run = await told('second-orchestrator@20s', 'kill-orchestrator:3h@30s');
    const [chapter] = run.story.chapters;
    expect(chapter).toMatchObject({ restarts: 1, result: { status: 'ready' } });
    expect(chapter?.others.map(({ status }) => status)).toEqual(['ready']);
  });

  it('the same scenario gives the same trace, restarts included', async () => {
    const hash = async (): Promise<string> =>
      (await told('kill-orchestrator:7s@40s', 'second-orchestrator@50s')).story.simulation.world.trace.hash;
    expect(await hash()).toBe(await hash());
  });
});

describe('a person at a console', () => {
  it('reset-by-hand: the member leaves the cluster, the files are gone', async () => {
    const simulation = await cluster();
    strike(simulation, 'reset-by-hand:master3');
    simulation.advance(120_000);
    const [member] = etcdMembers(simulation.world);
    expect(member?.members.map(({ name }) => name).sort()).toEqual(['master1', 'master2']);
    expect(simulation.world.host('master3').disk.exists('/etc/kubernetes/admin.conf')).toBe(false);
  });

  it.each(['master3', 'node1'])('join-by-hand: %s joins, without the orchestrator', async (host) => {
    const simulation = await cluster();
    simulation.shell(host, ['kubeadm', 'reset', '-f']);
    simulation.shell('master1', ['kubectl', 'delete', 'node', host], {
      KUBECONFIG: '/etc/kubernetes/admin.conf',
    });
    expect(listNodes(simulation.world)?.map(({ name }) => name)).not.toContain(host);
    strike(simulation, `join-by-hand:${host}`);
    simulation.advance(180_000);
    expect(listNodes(simulation.world)?.map(({ name }) => name)).toContain(host);
    const masters = etcdMembers(simulation.world).map(({ name }) => name);
    expect(masters.sort()).toEqual(['master1', 'master2', 'master3']);
  });

  it('join-by-hand: no secret of it is in the trace', async () => {
    const simulation = await cluster();
    simulation.shell('node1', ['kubeadm', 'reset', '-f']);
    strike(simulation, 'join-by-hand:node1');
    simulation.advance(120_000);
    const lines = simulation.world.trace.records.map((record) => JSON.stringify(record));
    expect(lines.some((line) => line.includes('"kubeadm join"'))).toBe(true);
    expect(lines.filter((line) => /[a-z0-9]{6}\.[a-z0-9]{16}\b/.test(line))).toEqual([]);
  });

  it('init-by-hand: another cluster on a master that was none', async () => {
    const simulation = await cluster();
    simulation.shell('master3', ['kubeadm', 'reset', '-f']);
    strike(simulation, 'init-by-hand:master3');
    simulation.advance(180_000);
    const clusters = new Set(etcdMembers(simulation.world).map(({ clusterId }) => clusterId));
    expect(clusters.size).toBe(2);
  });

  it('remove-member-by-hand: the others do not count it any more', async () => {
    const simulation = await cluster();
    strike(simulation, 'remove-member-by-hand:master3');
    simulation.advance(30_000);
    const [member] = etcdMembers(simulation.world);
    expect(member?.members.map(({ name }) => name).sort()).toEqual(['master1', 'master2']);
  });

  it('delete-node: the Node is gone, and its kubelet does not make it again', async () => {
    const simulation = await cluster();
    strike(simulation, 'delete-node:node2');
    simulation.advance(120_000);
    expect(
      listNodes(simulation.world)
        ?.map(({ name }) => name)
        .sort(),
    ).toEqual(['master1', 'master2', 'master3', 'node1']);
  });

  it('restart-service: the kubelet is another process afterwards', async () => {
    const simulation = await cluster();
    const pid = (): number | undefined => simulation.world.host('master1').processesNamed('kubelet')[0]?.pid;
    const before = pid();
    strike(simulation, 'restart-service:master1,kubelet');
    simulation.advance(10_000);
    expect(before).toBeDefined();
    expect(pid()).toBeDefined();
    expect(pid()).not.toBe(before);
  });

  it('a host without power has no console', async () => {
    const simulation = await cluster();
    simulation.world.host('node2').powerOff();
    strike(simulation, 'reset-by-hand:node2');
    simulation.advance(60_000);
    expect(simulation.world.host('node2').disk.exists('/etc/kubernetes/kubelet.conf')).toBe(true);
  });
});
