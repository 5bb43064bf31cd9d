import { describe, expect, it } from 'vitest';
import { endKey, runChecked } from '../../src/check/index.js';
import { parseFault } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();
const HOSTS = spec.hosts.map(({ name }) => name);

/** Two faults that broke an invariant together when a search first met them, and what they end in. */
const PAIRS: readonly (readonly [string, string, string])[] = [
  // master1 begins anew, alone, and answers: it does not know master3, whose member master2 counts on.
  [
    'wipe-member:master1@journal.written/what=observe#13',
    'refuse-pod:master3,etcd@kubeadm.phase/master2/phase=control-plane-prepare/certs',
    'blocked: member-not-listed',
  ],
  [
    'wipe-init-member@journal.written/what=observe#17',
    'refuse-pod:master3,etcd@etcd.member-added/master1',
    'blocked: member-not-listed',
  ],
  // A stranger's cluster on master3 answers while master1, which has the data of this one, does not.
  [
    'init-by-hand:master3@kubeadm.phase/master2/phase=control-plane-prepare/control-plane',
    'corrupt-member:master1@journal.written/what=observe#15',
    'blocked: two-clusters',
  ],
  [
    'init-by-hand:master3@kubeadm.phase/master1/phase=addon',
    'crash-loop:master1,etcd@journal.written/what=observe#3~10m',
    'blocked: two-clusters',
  ],
];

describe('a bootstrap with two faults', () => {
  it.each(PAIRS)('%s and %s: %s', async (first, second, ending) => {
    const faults = [first, second].map((text) => {
      const fault = parseFault(text, HOSTS);
      if (!fault.ok) throw new Error(fault.error);
      return fault.value;
    });
    const { end, struck } = await runChecked({ spec, seed: 1, faults, late: {} });
    expect(struck).toHaveLength(2);
    expect(endKey(end)).toBe(ending);
  });
});
