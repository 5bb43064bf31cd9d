import { describe, expect, test } from 'vitest';
import { examples, haCluster, quorate } from '../fake-terminal.js';

const left = (scenario: string): readonly string[] => ['--simulate', `${examples}scenarios/${scenario}.yaml`];
const whole = left('isolated-load-balancer');

describe('status of the tutorial cluster', () => {
  test('fits on one screen of 80 by 24, and says what may fail', async () => {
    const { code, out, err } = await quorate(['status', haCluster, ...whole]);
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines[0]).toBe('ha-cluster: healthy');
    expect(out).toContain('HOST     ROLE      UP   NODE   KUBELET  API    ETCD           VERSION\n');
    expect(out).toContain('master1  master    yes  Ready  healthy  ready  voter, leader  v1.26.0\n');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      '3 voters, quorum 2, 3 up; tolerates 1: any one of master1, master2, master3',
    );
    expect(out).toContain('PROBLEMS  none');
    expect(err).toContain('looking at 6 hosts: simulated hosts');
  });

  test('fits on one screen with quorum lost, and says which machine to switch on first', async () => {
    const { code, out } = await quorate(['status', haCluster, ...left('two-masters-off')]);
    expect(code).toBe(5);
    expect(out.split('\n').length).toBeLessThanOrEqual(24);
    expect(out).toContain('ETCD      lost: 1 of 3 voters up, 2 needed; down: master2, master3');
    expect(out).toContain('→ power on master2 first');
    expect(out).toContain('→ change nothing about the membership meanwhile');
    expect(out).toContain('Pods that run go on');
  });

  test('says that there is no cluster yet, and exits with 5', async () => {
    const { code, out } = await quorate(['status', haCluster, '--simulate']);
    expect(code).toBe(5);
    expect(out).toContain('ha-cluster: no cluster yet');
    expect(out).toContain('NOW  no-cluster: ');
  });

  test('tells a host that is off from one that is not', async () => {
    const { out } = await quorate(['status', haCluster, ...left('unseen-master')]);
    expect(out).toMatch(/^master3 {2}master {4}no {3}\? /m);
    expect(out).toContain('NOW  may-hold-a-cluster: ');
  });

  test('is the same facts as one JSON document', async () => {
    const { code, out } = await quorate(['status', haCluster, ...whole, '-o', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      formatVersion: '1.0',
      cluster: 'ha-cluster',
      health: 'healthy',
      quorum: { kind: 'held', voters: 3, tolerates: 1 },
    });
  });

  test('is wide with members, clocks, taints and every certificate', async () => {
    const { out } = await quorate(['status', haCluster, ...whole, '-o', 'wide']);
    expect(out).toContain('TAINTS');
    expect(out).toMatch(/^MEMBER +HOST +ROLE +HEALTHY +LEADER +PEER$/m);
    expect(out).toMatch(/^kubelet-client +node1 +20\d\d-\d\d-\d\d +\d+ days left +valid$/m);
    expect(out).toMatch(/^ca \(CA\) +master1 /m);
  });

  test('means the same without colours: they only repeat words', async () => {
    const plain = await quorate(['status', haCluster, ...left('two-masters-off')]);
    const painted = await quorate(['status', haCluster, ...left('two-masters-off')], {
      colour: { out: true, err: true },
    });
    expect(painted.out).not.toBe(plain.out);
    // eslint-disable-next-line no-control-regex
    expect(painted.out.replaceAll(/\u001B\[\d+m/g, '')).toBe(plain.out);
  });

  test('wraps everything but the table on a narrow screen', async () => {
    const { out } = await quorate(['status', haCluster, ...whole], { columns: 60 });
    const [, , , ...lines] = out.split('\n');
    for (const line of lines.slice(8)) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe('status --watch', () => {
  test('writes a block for each look where nobody sits, and ends with 130', async () => {
    const interrupt = new AbortController();
    const out: string[] = [];
    const ran = await quorate(['status', haCluster, '--simulate', '--watch=1'], {
      out: (line) => {
        out.push(line);
        if (line.startsWith('NOW')) interrupt.abort();
      },
      signal: interrupt.signal,
    });
    expect(ran.code).toBe(130);
    expect(ran.err).toContain('interrupted; nothing was changed');
    expect(out[0]).toBe('ha-cluster: no cluster yet');
  });

  test('an interrupted look is no look', async () => {
    const ran = await quorate(['status', haCluster, '--simulate'], { signal: AbortSignal.abort() });
    expect(ran).toMatchObject({ code: 130, out: '' });
  });

  test.each([['0'], ['soon'], ['-5'], ['1e9']])('wants a number of seconds, not %s', async (seconds) => {
    const ran = await quorate(['status', haCluster, '--simulate', `--watch=${seconds}`]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('a number from 1 to 86400');
  });
});
