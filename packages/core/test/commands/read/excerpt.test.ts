import { expect, it } from 'vitest';
import { excerpt, maskSecrets } from '../../../src/commands/read/excerpt.js';
import { fixture } from '../../fixtures/fixture.js';
import { CA_CERT_HASH, CERTIFICATE_KEY, TOKEN } from '../sample-cluster.js';

it('keeps the lines that matter of a preflight failure', () => {
  expect(excerpt(fixture('kubeadm-1.20/join-again.stderr')).split('\n')).toEqual([
    'error execution phase preflight: [preflight] Some fatal errors occurred:',
    '\t[ERROR DirAvailable--etc-kubernetes-manifests]: /etc/kubernetes/manifests is not empty',
    '\t[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists',
    '\t[ERROR Port-10250]: Port 10250 is in use',
    '[preflight] If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`',
  ]);
});

it('leaves out klog lines and the JSON of the etcd client', () => {
  const klog = 'W1122 20:36:28.535378    1198 version.go:101] could not fetch a Kubernetes version\n';
  expect(excerpt(`${klog}${fixture('kubeadm-1.20/member-list-quorum-lost.stderr')}`)).toBe(
    'Error: context deadline exceeded',
  );
});

it('masks tokens and keys, but not a CA hash', () => {
  expect(maskSecrets(`--token ${TOKEN} --hash ${CA_CERT_HASH} --key ${CERTIFICATE_KEY}`)).toBe(
    `--token <bootstrap token> --hash ${CA_CERT_HASH} --key <certificate key>`,
  );
});

it('keeps the end of a long output', () => {
  const long = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
  expect(excerpt(long).split('\n')).toHaveLength(12);
  expect(excerpt(long)).toMatch(/line 99$/);
});
