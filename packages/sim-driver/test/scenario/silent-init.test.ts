import { describe, expect, it } from 'vitest';
import { endKey, runChecked } from '../../src/check/index.js';
import { faultOf } from '../support/faults.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();

/** How a run with these faults ends; an invariant that it breaks would be its end. */
async function endOf(...faults: readonly string[]): Promise<string> {
  const scenario = { spec, seed: 1, faults: faults.map((text) => faultOf(spec, text)), late: {} };
  return endKey((await runChecked(scenario)).end);
}

describe('an init whose apiserver does not answer', () => {
  it('is not reset when nobody saw how it ended: it is a whole cluster that is silent for a while', async () => {
    const ending = await endOf(
      'kill-orchestrator:5m@kubeadm.phase/master1/phase=addon/coredns',
      'crash-loop:master1,kube-apiserver@4m~10m',
    );
    expect(ending).toBe('ready');
  });

  it('has its kubelet started, when that is all that it lacks', async () => {
    const ending = await endOf(
      'kill-orchestrator:5m@kubeadm.phase/master1/phase=addon/coredns',
      'disable-unit:master1,kubelet@4m~1h',
      'kill:master1,kube-apiserver@4m',
    );
    expect(ending).toBe('ready');
  });

  it('is not reset when it failed after its apiserver had served', async () => {
    const ending = await endOf('disk-full:master1@kubeadm.phase/master1/phase=upload-certs+300ms~163s');
    expect(ending).toBe('ready');
  });

  it('is reset, and done again, when it ended before that', async () => {
    const ending = await endOf(
      'crash-loop:master1,kube-apiserver@1s~7m',
      'kill:master1,kubeadm@kubeadm.phase/master1/phase=wait-control-plane+1s',
    );
    expect(ending).toBe('ready');
  });
});
