import { describe, expect, test } from 'vitest';
import type { WhatIfStep } from '../../src/index.js';
import { beginWhatIf, parseWhatIf, runWhatIf } from '../../src/index.js';
import { listObjects } from '../../src/kubernetes/inspect.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();
const hosts = spec.hosts.map(({ name }) => name);

async function whatIf(text: string): Promise<readonly WhatIfStep[]> {
  const actions = parseWhatIf(text, hosts);
  if (!actions.ok) throw new Error(actions.error.join('\n'));
  const { simulation, spec: first, result } = await beginWhatIf({ spec, seed: 1 }, actions.value);
  expect(result?.status).toBe('ready');
  const steps: WhatIfStep[] = [];
  for await (const step of runWhatIf(simulation, actions.value, { spec: first })) steps.push(step);
  return steps;
}

describe('parseWhatIf', () => {
  test('reads short words, kinds of faults and spans', () => {
    const read = parseWhatIf('off master2; wait 2h; cut master1 master3; join node2; apply;', hosts);
    expect(read.ok && read.value.map(({ kind }) => kind)).toEqual([
      'strike',
      'wait',
      'strike',
      'join',
      'apply',
    ]);
  });

  test('says of each action what is wrong with it', () => {
    const read = parseWhatIf('of master2; wait; off master9; join master4; join', hosts);
    expect(read.ok ? [] : read.error.map((line) => line.slice(0, 60))).toEqual([
      expect.stringMatching(/^"of master2": unknown action "of"; there are wait, join/),
      expect.stringMatching(/^"wait": wait for how long\?/),
      expect.stringMatching(/^"off master9": fault power-off: no host "master9"/),
      expect.stringMatching(/^"join master4": no host "master4" in the spec/),
      expect.stringMatching(/^"join": who joins\?/),
    ]);
    expect(parseWhatIf(' ; ', hosts).ok).toBe(false);
  });
});

describe('runWhatIf', () => {
  test('shows that the loss of one master is borne and that of a second is not', async () => {
    const [one, two, back] = await whatIf('off master2; off master3; on master2; wait 1m');
    expect(one?.look).toMatchObject({
      voters: 3,
      votersUp: 2,
      tolerates: 0,
      hasQuorum: true,
      api: 'answers',
    });
    expect(two?.look).toMatchObject({ votersUp: 1, hasQuorum: false, api: 'does not answer' });
    expect(back?.action.text).toBe('on master2');
    expect((await whatIf('off master2; off master3; on master2; wait 1m')).at(-1)?.look).toMatchObject({
      votersUp: 2,
      hasQuorum: true,
      api: 'answers',
    });
  });

  test('lets a master join three days later, when token and certificate key are long gone', async () => {
    const [, , join] = await whatIf('wait 1d; wait 2d; join master3');
    expect(join?.result).toMatchObject({ status: 'ready' });
    expect(join?.look).toMatchObject({ voters: 3, votersUp: 3, tolerates: 1 });
    expect(join?.look.nodes?.every(({ ready }) => ready)).toBe(true);
  });

  test('tells what the protocol answers to a cluster that has lost its quorum', async () => {
    const steps = await whatIf('off master2; off master3; apply');
    expect(steps.at(-1)?.result).toMatchObject({ status: 'blocked', changes: 0 });
  });

  test('takes the survivor of a cluster for one, also when its etcd has started again and tells nothing', async () => {
    const steps = await whatIf('off master2; off master3; reboot master1; wait 3m; apply');
    const result = steps.at(-1)?.result;
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'api-not-answering' }, changes: 0 });
    const remedies = result?.status === 'blocked' ? result.reason.remedies : [];
    expect(remedies[0]).toContain('bring master2 back, with its disk');
    expect(remedies.join()).not.toContain('reset');
  });

  test('gives a cluster its pod network that is made anew on hosts which were reset by hand', async () => {
    const resets = ['node1', 'node2', 'master3', 'master2', 'master1'].map((name) => `reset-by-hand ${name}`);
    const actions = parseWhatIf(`${resets.join('; ')}; wait 1m; apply`, hosts);
    if (!actions.ok) throw new Error(actions.error.join('\n'));
    const { simulation, spec: first } = await beginWhatIf({ spec, seed: 1 }, actions.value);
    let last: WhatIfStep | undefined;
    for await (const step of runWhatIf(simulation, actions.value, { spec: first })) last = step;
    expect(last?.result).toMatchObject({ status: 'ready' });
    expect(listObjects(simulation.world, 'DaemonSet')?.map(({ name }) => name)).toContain('lab-bridge-cni');
  });

  test('remembers the members when none is left to ask', async () => {
    const steps = await whatIf('off master1; off master2; off master3');
    expect(steps.at(-1)?.look).toMatchObject({ voters: 3, votersUp: 0, hasQuorum: false });
    expect(
      steps
        .at(-1)
        ?.look.members.map(({ name }) => name)
        .sort(),
    ).toEqual(['master1', 'master2', 'master3']);
  });
});
