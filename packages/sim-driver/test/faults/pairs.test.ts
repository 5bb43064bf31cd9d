import { describe, expect, it } from 'vitest';
import { endKey, runChecked } from '../../src/check/index.js';
import type { Scenario } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import { faultOf } from '../support/faults.js';

const spec = tutorialSpec();
const HOUR_MS = 3_600_000;

/** Two faults that broke an invariant, or the simulation, when a search first met them together, and what they end in. */
const PAIRS: readonly (readonly [first: string, second: string, ending: string, seed?: number])[] = [
  // master1 begins anew, alone, and answers: it does not know master3, whose member master2 counts on.
  [
    'wipe-member:master1@journal.written/what=observe#13',
    'refuse-pod:master3,etcd@kubeadm.phase/master2/phase=control-plane-prepare/certs',
    'blocked: member-not-listed',
  ],
  [
    'wipe-init-member@journal.written/what=observe#15',
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
  // The init serves and cannot be finished, because the endpoint does not lead to it: it is not reset for that.
  ['power-off:proxy@kubeadm.phase/master1/phase=mark-control-plane', 'power-on:proxy@10m', 'ready'],
  [
    'power-off:proxy@kubeadm.phase/master1/phase=mark-control-plane',
    'lose-journal:1s@3m',
    'blocked: endpoint-not-reachable',
  ],
  // Somebody edits files on a disk that is full, and puts them right again.
  [
    'only-backend:proxy,master1@journal.written/what=observe#11~1m',
    'disk-full:proxy@kubeadm.phase/master1/phase=mark-control-plane~1m',
    'ready',
  ],
  [
    'remove-admin-conf:master2@etcd.member-started/master3~1m',
    'disk-full:master2@etcd.member-started/master3~2m',
    'ready',
  ],
  // master1 goes out of sight, and the other cluster had the field to itself.
  [
    'init-by-hand:master3@journal.written/what=configure-load-balancer',
    'unreachable:master1@journal.written/what=observe#9~1m',
    'blocked: two-clusters',
    4,
  ],
  // The endpoint is waited for, and meanwhile the masters do not reach each other any more.
  [
    'cut:node1,proxy@journal.written/what=observe~1m',
    'partition:proxy,master1@journal.written/what=prove-endpoint~1m',
    'ready',
    4,
  ],
  // The alarm outlasts its cause: whoever would have disarmed it met an etcd that had just died of its full disk.
  [
    'nospace:master1@etcd.member-added/master1~1m',
    'disk-full:master1@etcd.member-started/master2~1m',
    'blocked: voter-unhealthy',
    2,
  ],
  // The owner token of the uploaded certificates is gone, the certificates not yet.
  [
    'expire-certificate:master1,pki/apiserver.crt@kubeadm.phase/master1/phase=certs/etcd-healthcheck-client~1m',
    'expire-certs@journal.written/what=observe#7',
    'ready',
    5,
  ],
  // It has expired, and no controller manager leads that would take it away.
  [
    'expire-certs@journal.written/what=observe#13',
    'partition:proxy,master1@journal.written/what=observe#7~1m',
    'ready',
    6,
  ],
  [
    'expire-certs@journal.written/what=observe#15',
    'hang:master1@journal.written/what=observe#6~1m',
    'ready',
    6,
  ],
];

describe('a bootstrap with two faults', () => {
  for (const [first, second, ending, seed = 1] of PAIRS)
    it(`${first} and ${second}: ${ending}`, async () => {
      await expectEnding([first, second], ending, seed);
    });
});

describe('a bootstrap with one fault, and another course of chance than the singles have', () => {
  // etcd has restarted, and the watch cache of the apiserver lags: etcd holds the signature of the token, which joins read.
  it('kill-leader during the first look after init: ready', async () => {
    await expectEnding(['kill-leader@journal.written/what=observe#2'], 'ready', 7);
  });

  // The etcd of the init that is undone runs on for a moment: what it had committed is not missed in the next one.
  it('reset-by-hand while init makes its etcd: ready', async () => {
    await expectEnding(['reset-by-hand:master1@kubeadm.phase/master1/phase=etcd/local'], 'ready', 4);
  });
});

describe('masters that come late', () => {
  // The only master stopped serving while its token and certificate key were made: nobody could mint, and nothing was waited for.
  it('power-off of a worker, and an apiserver that dies while certificates are uploaded: blocked', async () => {
    await expectEnding(
      [
        'power-off:node1@2h',
        'crash-loop:master1,kube-apiserver@kubeadm.phase/master1/phase=upload-certs#2~2m',
      ],
      'blocked: host-unreachable',
      1,
      { master2: 3 * HOUR_MS, master3: 9 * HOUR_MS },
    );
  });
});

async function expectEnding(
  texts: readonly string[],
  ending: string,
  seed: number,
  late: Scenario['late'] = {},
): Promise<void> {
  const faults = texts.map((text) => faultOf(spec, text));
  const { end, struck } = await runChecked({ spec, seed, faults, late });
  expect(struck).toHaveLength(texts.length);
  expect(endKey(end)).toBe(ending);
}
