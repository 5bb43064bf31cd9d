import { describe, expect, it } from 'vitest';
import { endKey, runChecked } from '../../src/check/index.js';
import { faultOf } from '../support/faults.js';
import { tutorialSpec } from '../support/specs.js';

describe('a kubelet that is killed in the moment in which it was started', () => {
  it('is started again by systemd, and the run ends ready', async () => {
    const spec = tutorialSpec();
    const fault = faultOf(spec, 'kill:master1,kubelet@kubeadm.phase/master1/phase=addon');
    const { end, struck } = await runChecked({ spec, seed: 1, faults: [fault], late: {} });
    expect(struck).toHaveLength(1);
    expect(endKey(end)).toBe('ready');
  });
});
