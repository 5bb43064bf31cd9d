import { describe, expect, test } from 'vitest';
import type { BlockCode } from '@quorate/core';
import { beginWhatIf, parseWhatIf, runWhatIf } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();
const hosts = spec.hosts.map(({ name }) => name);

/** What the last action came to, what broke on the way, and which hosts were reset or lost their Node. */
async function after(text: string) {
  const actions = parseWhatIf(text, hosts);
  if (!actions.ok) throw new Error(actions.error.join('\n'));
  const { simulation } = await beginWhatIf({ spec, seed: 1 }, actions.value);
  const undone: string[] = [];
  const broken: string[] = [];
  let block: BlockCode | undefined;
  let summary = '';
  const onEvent: NonNullable<Parameters<typeof runWhatIf>[2]>['onEvent'] = (event) => {
    if (event.type !== 'command.issued') return;
    const { command } = event;
    if (command.kind === 'reset-host') undone.push(`reset ${command.host}`);
    if (command.kind === 'delete-node') undone.push(`delete Node ${command.node}`);
  };
  for await (const { result, violations } of runWhatIf(simulation, actions.value, { spec, onEvent })) {
    broken.push(...violations.map(({ invariant }) => invariant));
    if (result?.status !== 'blocked') continue;
    block = result.reason.code;
    summary = result.reason.evidence.map(({ evidence }) => evidence).join('; ');
  }
  return { undone, broken, block, summary };
}

describe('what a run never wipes', () => {
  test('the only copy of the data that is in reach, silent for want of a quorum, when the others began anew', async () => {
    const end = await after('off master2; off master3; wipe-init-member; wait 1m; on master2; apply');
    expect(end).toMatchObject({ undone: [], broken: [], block: 'member-not-listed' });
    expect(end.summary).toContain('etcd on master2 is silent and has the data of a member');
  });

  test('a worker that has joined, because its kubelet does not come up', async () => {
    const end = await after('swap-on node1; reboot node1; wait 3m; apply');
    expect(end).toMatchObject({ undone: [], broken: [], block: 'not-settling' });
    expect(end.summary).toContain('swap');
  });
});
