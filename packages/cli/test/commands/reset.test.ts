import { describe, expect, test } from 'vitest';
import { examples, haCluster, quorate } from '../fake-terminal.js';

const left = (scenario: string): readonly string[] => ['--simulate', `${examples}scenarios/${scenario}.yaml`];
const whole = left('isolated-load-balancer');
const agreed = ['--yes', '--confirm', 'ha-cluster'];

describe('reset wants the name of the cluster', () => {
  test('typed at a terminal, where it shows what it destroys', async () => {
    const questions: string[] = [];
    const ran = await quorate(['reset', haCluster, ...whole, '--host', 'node2'], {
      interactive: true,
      ask: (question) => {
        questions.push(question);
        return Promise.resolve(' ha-cluster ');
      },
    });
    expect(ran).toMatchObject({ code: 0, out: 'reset: node2' });
    expect(questions).toEqual(['type the name of the cluster to destroy this (ha-cluster): ']);
    expect(ran.err).toContain('this destroys node2 of cluster ha-cluster:');
    expect(ran.err).toContain('✓ reset node2');
  });

  test.each([['yes'], [''], ['ha-clusters'], [undefined]])('and does nothing on %j', async (answer) => {
    const ran = await quorate(['reset', haCluster, ...whole], {
      interactive: true,
      ask: () => Promise.resolve(answer),
    });
    expect(ran).toMatchObject({ code: 4, out: '' });
    expect(ran.err).toContain('nothing was changed');
    expect(ran.err).not.toContain('→ reset');
  });

  const mistakes: readonly (readonly [argv: readonly string[], message: string])[] = [
    [[], 'give --yes --confirm ha-cluster'],
    [['--yes'], '--yes destroys nothing without the name'],
    [['--yes', '--confirm', 'other'], 'the cluster of this spec is called ha-cluster'],
    [['--confirm', 'ha-cluster'], 'nobody sits at a terminal'],
    [[...agreed, '--host', 'proxy'], 'no master or worker "proxy"'],
    [[...agreed, '--host', 'node1', '--leave-unreachable'], 'is for the whole cluster'],
  ];
  test.each(mistakes)('without a terminal %j is not enough', async (argv, message) => {
    const ran = await quorate(['reset', haCluster, ...whole, ...argv]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(message);
  });
});

describe('reset of hosts of a cluster that goes on living', () => {
  test('takes one master of three out: its member first, then the host, then its Node', async () => {
    const changing: boolean[] = [];
    const ran = await quorate(['reset', haCluster, ...whole, ...agreed, '--host', 'master2'], {
      changing: (words) => changing.push(words !== undefined),
    });
    expect(ran.code).toBe(0);
    expect(changing).toEqual([true, false]);
    const done = ran.err.split('\n').filter((line) => line.startsWith('✓'));
    expect(done.map((line) => /remove etcd member|reset|delete Node/.exec(line)?.[0])).toEqual([
      'remove etcd member',
      'reset',
      'delete Node',
    ]);
    expect(ran.err).toContain('etcd: 3 → 2 voters, quorum 2, none may fail then');
  });

  test('refuses a master when the others would not keep quorum', async () => {
    const ran = await quorate([
      'reset',
      haCluster,
      ...left('two-masters-off'),
      ...agreed,
      '--host',
      'master1',
    ]);
    expect(ran).toMatchObject({ code: 4, out: '' });
    expect(ran.err).toContain('no quorum is seen');
    expect(ran.err).toContain('nothing was changed');
  });

  test('refuses all masters by name: that would be the whole cluster', async () => {
    const hosts = ['master1', 'master2', 'master3'].flatMap((name) => ['--host', name]);
    const ran = await quorate(['reset', haCluster, ...whole, ...agreed, ...hosts]);
    expect(ran.code).toBe(4);
    expect(ran.err).toContain('the cluster would not keep quorum without master1');
  });
});

describe('reset of the whole cluster', () => {
  test('resets workers first and the last master last', async () => {
    const ran = await quorate(['reset', haCluster, ...whole, ...agreed]);
    expect(ran).toMatchObject({ code: 0, out: 'reset: node1, node2, master3, master2, master1' });
    const resets = [...ran.err.matchAll(/^✓ reset (\S+)/gm)].map((match) => match[1]);
    expect(resets).toEqual(['node1', 'node2', 'master3', 'master2', 'master1']);
    expect(ran.err.match(/^✓ remove etcd member/gm)).toHaveLength(2);
    expect(ran.err).toContain('point of no return');
  });

  test('refuses while hosts cannot be reached, unless they are to be left as they are', async () => {
    const scenario = left('two-masters-off');
    const refused = await quorate(['reset', haCluster, ...scenario, ...agreed]);
    expect(refused.code).toBe(4);
    expect(refused.err).toContain('not reachable: master2, master3');
    const ran = await quorate(['reset', haCluster, ...scenario, ...agreed, '--leave-unreachable']);
    expect(ran).toMatchObject({ code: 0, out: 'reset: node1, node2, master1' });
    expect(ran.err).toContain('left as they are: master2, master3');
  });

  test('has nothing to do on clean hosts', async () => {
    const ran = await quorate(['reset', haCluster, '--simulate', ...agreed]);
    expect(ran).toMatchObject({ code: 0, out: '' });
    expect(ran.err).toContain('nothing to reset');
  });
});
