import { describe, expect, test } from 'vitest';
import type { Trouble } from './diagnosed-run.js';
import { diagnosedRun } from './diagnosed-run.js';

const fault = (text: string): Trouble => ({ faults: [text] });
const JOINING = '@kubeadm.phase/master2/phase=preflight';

/** What is wrong with the hosts, how the first failure or block shows, and whose fault it is. */
const TABLE: readonly (readonly [cause: string, host: string, trouble: Trouble])[] = [
  ['swap-on', 'master2', fault('swap-on:master2')],
  ['swap-on', 'node1', { machines: { node1: { swaps: ['/swap'] } } }],
  ['disk-full', 'master1', fault('disk-full:master1')],
  ['disk-full', 'master2', fault('disk-full:master2@kubeadm.phase/master2/phase=kubelet-start')],
  ['image-registry-unreachable', 'master1', fault('image-pull-fails:master1')],
  ['image-registry-unreachable', 'master2', fault('image-pull-fails:master2')],
  ['images-pulled-slowly', 'master1', fault('slow-image-pulls:master1,11m')],
  ['images-pulled-slowly', 'master2', fault('slow-image-pulls:master2,11m')],
  ['clock-wrong', 'master2', fault('move-clock:master2,-3h')],
  ['clock-wrong', 'node1', fault('move-clock:node1,3h')],
  ['port-closed', 'master1', fault('close-port:master1,master2,2380')],
  ['port-closed', 'proxy', fault('close-port:proxy,master1,6443')],
  ['port-closed', 'node1', fault('close-port:node1,proxy,6443')],
  ['port-rejected', 'master1', fault('reject-port:master1,master2,2380')],
  ['wrong-advertise-address', 'master2', fault('lose-address:master2')],
  ['same-hostname', 'master1', fault('same-hostname:master2,master1')],
  ['same-machine-id', 'master1', fault('same-machine-id:master3,master1')],
  ['host-unreachable', 'master2', fault('power-off:master2')],
  ['ca-hash-mismatch', 'master3', fault('foreign-ca@45s')],
  ['uploaded-certificates-gone', 'master2', fault(`delete-certs${JOINING}`)],
  ['token-unusable', 'master2', fault(`delete-tokens${JOINING}`)],
  ['load-balancer-down', 'node1', fault(`stop-balancer:proxy${JOINING}`)],
  ['load-balancer-without-backends', 'proxy', fault(`dead-backend:proxy${JOINING}`)],
  ['certificate-expired', 'master1', fault(`expire-certificate:master1,pki/apiserver.crt${JOINING}`)],
  ['etcd-out-of-space', 'master1', fault('nospace:master1@etcd.leader-elected+20s')],
  ['etcd-disk-too-slow', 'master1', fault('slow-fsync:master1,1500ms')],
  ['container-crash-loop', 'master1', fault('crash-loop:master1,kube-apiserver')],
  ['program-cannot-run', 'master2', fault('never-starts:master2')],
  ['bridge-netfilter-off', 'master2', { machines: { master2: { missingModules: ['br_netfilter'] } } }],
  ['ip-forward-off', 'master2', { machines: { master2: { ipForward: false } } }],
  ['program-missing', 'master1', { machines: { master1: { missingPrograms: ['conntrack'] } } }],
  ['container-runtime-down', 'master2', { machines: { master2: { containerRuntime: false } } }],
  ['machine-too-small', 'master1', { machines: { master1: { cpus: 1 } } }],
];

describe('a bootstrap that fails or is blocked', () => {
  test.each(TABLE)('by %s on %s has that named first', async (cause, host, trouble) => {
    const { diagnosed } = await diagnosedRun(trouble);
    const [first] = diagnosed[0]?.diagnosis.causes ?? [];
    expect(first?.id).toBe(cause);
    expect(first?.seen.map((one) => one.host)).toContain(host);
  });
});
