import { expect, it } from 'vitest';
import type { ClusterProperty } from '../../src/check/index.js';
import { explain, runChecked } from '../../src/check/index.js';
import { scenarioOf } from './small-cluster.js';

const oneMember: ClusterProperty = {
  kind: 'always',
  id: 'one-member',
  title: 'etcd has one member only',
  watch: () => (record) => (record.event === 'etcd.member-added' ? 'a member was added' : undefined),
};

const fewChanges: ClusterProperty = {
  kind: 'at-end',
  id: 'few-changes',
  title: 'a bootstrap needs at most six changes',
  check: (_simulation, { changes }) => (changes > 6 ? `${changes} changes` : undefined),
};

async function explained(
  faults: readonly string[],
  properties: readonly ClusterProperty[],
): Promise<readonly string[]> {
  const text = await explain(await runChecked(scenarioOf(faults), properties), properties);
  return text.split('\n');
}

it('explains a failure in at most 40 lines, always the same', async () => {
  const lines = await explained(['reboot:master2@20s', 'reboot:master3@1h'], [oneMember]);
  expect(lines.length).toBeLessThanOrEqual(40);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/explanation.txt');
});

it('tells of a join that fails what its program said, in the chain and as an operator saw it', async () => {
  const faults = ['delete-tokens@kubeadm.phase/master2/phase=preflight'];
  const lines = await explained(faults, [fewChanges]);
  const said =
    'join master2 to the control plane: failed, token-unusable: error execution phase preflight: unable to fetch the kubeadm-config';
  const chain = lines.slice(0, lines.indexOf('What an operator saw:'));
  const struck = chain.findIndex((line) => line.includes('FAULT fault.struck kind=delete-tokens'));
  const ended = chain.findIndex((line) => line.includes(`ended ${said}`));
  expect(struck).toBeGreaterThan(0);
  expect(ended).toBeGreaterThan(struck);
  expect(lines.slice(chain.length).join('\n')).toContain(said);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/failed-join.txt');
});

it('tells of a block which conditions did not hold, with their numbers, and the change that led there', async () => {
  const lines = await explained(['power-off:master2@etcd.member-added#1+200ms'], []);
  expect(lines[0]).toBe('blocked: quorum-lost');
  expect(lines[1]).toContain('(3 masters, quorum 2)');
  expect(lines[2]).toMatch(/^ {2}not held: {2}every-voter-healthy: .*up: none; quorum: 2 of 2$/);
  const chain = lines.join('\n');
  expect(chain).toMatch(/world etcd\.member-added[^]*FAULT fault\.struck master2[^]*ended join master2/);
  expect(lines.length).toBeLessThanOrEqual(40);
  await expect(`${chain}\n`).toMatchFileSnapshot('golden/blocked.txt');
});

it('keeps every fault and every change of a long run, and says where lines were left out', async () => {
  const lines = await explained(['kill:master3,kubeadm@etcd.member-added#2'], [fewChanges]);
  expect(lines.length).toBe(40);
  expect(lines.filter((line) => /^ +\(\d+ lines? left out\)$/.test(line)).length).toBeGreaterThan(1);
  expect(lines.filter((line) => line.includes(' issue '))).toHaveLength(10);
  expect(lines.filter((line) => line.includes(' FAULT '))).toHaveLength(1);
});
