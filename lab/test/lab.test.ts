import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { off, on, wipe } from '../src/lab.js';
import { timingOf } from './support/critical-path.js';
import { freshHosts } from './support/fresh-hosts.js';
import { labSpec } from './support/lab-spec.js';
import { ALL_READY, kubectl, members, nodes, onHost } from './support/on-host.js';
import { runProduct } from './support/run-product.js';

const MASTERS = ['master1', 'master2', 'master3'];
const THREE_VOTERS = MASTERS.map((name) => ({ name, started: true }));
const summary: Record<string, unknown> = {};

beforeAll(freshHosts);

afterAll(() => {
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
});

/** Three masters of which nothing is left over: what every chapter has to end with. */
async function expectWholeCluster(): Promise<void> {
  expect(await nodes('master1')).toEqual(ALL_READY);
  expect(await members('master1')).toEqual(THREE_VOTERS);
  for (const master of MASTERS) {
    const ready = await onHost(
      master,
      'kubectl --kubeconfig=/etc/kubernetes/admin.conf --server=https://$(hostname -I | cut -d" " -f1):6443 get --raw /readyz',
    );
    expect(ready).toBe('ok');
    expect(await onHost(master, 'ls -A /run/quorate 2>/dev/null || true'), `files left on ${master}`).toBe(
      '',
    );
  }
}

describe('a cluster on real hosts', () => {
  test('comes up from nothing: three masters, two workers, nginx in front, all Ready', async () => {
    const { result, events, wallMs } = await runProduct(labSpec());
    expect(result).toMatchObject({ status: 'ready' });
    await expectWholeCluster();
    summary['bootstrap'] = timingOf(events, MASTERS, wallMs);
  });

  test('is left alone by a second run', async () => {
    const { result, events } = await runProduct(labSpec());
    expect(result).toMatchObject({ status: 'ready', changes: 0 });
    expect(events.filter((event) => event.type === 'command.issued' && event.mutates)).toEqual([]);
  });

  test('takes master3 back days later, wiped and without token or certificates', async () => {
    await wipe('master3');
    // Days stand for this: both have expired, and their cleaner has been here.
    await kubectl('master1', '-n kube-system delete secret kubeadm-certs --ignore-not-found');
    await kubectl(
      'master1',
      '-n kube-system delete secret --field-selector type=bootstrap.kubernetes.io/token',
    );
    const { result, events, wallMs } = await runProduct(labSpec());
    expect(result).toMatchObject({ status: 'ready' });
    expect(titles(events)).toContain('remove-member');
    await expectWholeCluster();
    summary['replaceMaster'] = timingOf(events, MASTERS, wallMs);
  });

  test.each([
    ['its kubeadm is killed', () => onHost('master3', 'pkill -KILL -x kubeadm')],
    ['its SSH connection is cut', () => onHost('master3', "pkill -KILL -f '^sshd: ops'").catch(() => '')],
  ])('repairs a join when %s right after the member was announced', async (_, strike) => {
    await wipe('master3');
    const struck: Promise<string>[] = [];
    const { result, events } = await runProduct(labSpec(), ({ host, line }) => {
      if (host === 'master3' && struck.length === 0 && line.includes('Announced new etcd member'))
        struck.push(strike());
    });
    await Promise.all(struck);
    expect(struck).toHaveLength(1);
    expect(result).toMatchObject({ status: 'ready' });
    const joins = events.filter(
      (event) => event.type === 'command.settled' && event.command.kind === 'join-control-plane',
    );
    expect(
      joins.map((event) => (event.type === 'command.settled' ? event.report.outcome : '')).at(0),
    ).not.toBe('succeeded');
    await expectWholeCluster();
  });

  test('answers within 30 s when a master loses power, and takes no further member then', async () => {
    await off('master2');
    const offMs = Date.now();
    let answeredMs: number | undefined;
    while (answeredMs === undefined && Date.now() - offMs < 30_000) {
      const answer = await kubectl('master1', '--request-timeout=2s get --raw /readyz').catch(() => '');
      if (answer === 'ok') answeredMs = Date.now() - offMs;
    }
    expect(answeredMs, 'no answer through the load balancer').toBeDefined();
    summary['masterOff'] = { apiAnsweredAfterSeconds: (answeredMs ?? 0) / 1000 };

    await wipe('node2');
    const fourth = labSpec((text) =>
      text
        .replace('name: node2, role: worker', 'name: node2, role: control-plane')
        .replace('settle: 2m', 'settle: 30s\n    blockedPatience: 20s'),
    );
    const { result, events } = await runProduct(fourth);
    expect(result).toMatchObject({ status: 'blocked' });
    expect(JSON.stringify(result)).toContain('master2');
    expect(titles(events)).not.toContain('join-control-plane');
    await on('master2');
  });
});

type Events = Awaited<ReturnType<typeof runProduct>>['events'];

function titles(events: Events): readonly string[] {
  return events.flatMap((event) => (event.type === 'command.issued' ? [event.command.kind] : []));
}
