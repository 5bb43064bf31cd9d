import type { BlockReason } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import { faultOf } from '../support/faults.js';

const spec = tutorialSpec();

/** What the run tells of the bootstrap that this fault stops for good. */
async function reasonAfter(text: string): Promise<BlockReason> {
  const fault = faultOf(spec, text);
  const { chapters } = await runScenario({ spec, seed: 1, faults: [fault], late: {} });
  const result = chapters.at(-1)?.result;
  if (result?.status !== 'blocked') throw new Error(`it ended ${result?.status ?? 'not at all'}`);
  return result.reason;
}

const told = ({ evidence }: BlockReason) => evidence.map((one) => `${one.id}: ${one.evidence}`);

describe('a run that waits in vain', () => {
  it('tells what stands on the host and what does not, and what to look at', async () => {
    const reason = await reasonAfter('crash-loop:master2,kube-apiserver@etcd.member-added');
    expect(reason).toMatchObject({
      code: 'not-settling',
      summary: expect.stringMatching(/^the apiserver of master2 is not ready yet \(for \d+ s\)$/),
      remedies: ['look at master2: crictl ps -a --name kube-apiserver; the run goes on by itself'],
    });
    expect(told(reason)).toEqual([
      expect.stringMatching(
        /^host-settled: master2: the kubelet is healthy; etcd member [0-9a-f]+ is healthy; the apiserver is not ready; Node master2 is Ready$/,
      ),
    ]);
  });

  it('tells of a host that was renamed meanwhile, which nothing that it answers names', async () => {
    const reason = await reasonAfter('same-hostname:master2,master1@etcd.member-added');
    expect(reason.code).toBe('not-settling');
    expect(told(reason)).toEqual([
      'every-node-ready: not Ready: master2 (KubeletNotReady)',
      'host-identity: master1 and master2 have the same hostname master1',
      'host-identity: master2 and master1 have the same hostname master1',
    ]);
    expect(reason.remedies[0]).toMatch(/a hostname and a machine-id of its own/);
  });
});
