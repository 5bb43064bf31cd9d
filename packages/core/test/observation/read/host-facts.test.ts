import { expect, it } from 'vitest';
import { known } from '../../../src/foundation/tri.js';
import {
  readAddresses,
  readClock,
  readFiles,
  readVersion,
} from '../../../src/observation/read/host-facts.js';

it('lists the addresses of every NIC, the loopback left out', () => {
  const printed = [
    '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever',
    '2: eth0    inet 10.0.2.15/24 brd 10.0.2.255 scope global dynamic eth0\\       valid_lft 86000sec',
    '3: eth1    inet 192.168.56.5/24 brd 192.168.56.255 scope global eth1\\       valid_lft forever',
  ].join('\n');
  expect(readAddresses(printed)).toEqual(['10.0.2.15', '192.168.56.5']);
});

it('reads versions of kubeadm and kubelet', () => {
  expect(readVersion('v1.20.2\n')).toEqual(known('v1.20.2'));
  expect(readVersion('Kubernetes v1.26.0\n')).toEqual(known('v1.26.0'));
  expect(readVersion('bash: kubeadm: command not found').known).toBe(false);
});

it('lists files in order', () => {
  expect(readFiles('/etc/kubernetes/pki/ca.crt\n/etc/kubernetes/admin.conf\n')).toEqual([
    '/etc/kubernetes/admin.conf',
    '/etc/kubernetes/pki/ca.crt',
  ]);
});

it('reads a clock, and nothing else as one', () => {
  expect(readClock('1795300000123\n')).toEqual(known(1_795_300_000_123));
  expect(readClock('+%s%3N').known).toBe(false);
});
