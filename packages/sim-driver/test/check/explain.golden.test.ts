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
const scenario = scenarioOf(['reboot:master2@20s', 'reboot:master3@1h']);

it('explains a failure in at most 40 lines, always the same', async () => {
  const failed = await runChecked(scenario, [oneMember]);
  const text = await explain(failed, [oneMember]);
  expect(text.split('\n').length).toBeLessThanOrEqual(40);
  await expect(`${text}\n`).toMatchFileSnapshot('golden/explanation.txt');
});
