import { expect, test } from 'vitest';
import type { Cuttable } from './cut.js';
import { killAtWait, lastWaits, lookAtEveryWait } from './cut.js';
import { Lab } from './lab.js';

const COMPONENTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const MANIFESTS = [...COMPONENTS, 'etcd'].map((name) => `/etc/kubernetes/manifests/${name}.yaml`);
const CONFS = ['admin', 'kubelet', 'controller-manager', 'scheduler'].map(
  (name) => `/etc/kubernetes/${name}.conf`,
);
const KUBELET_FILES = ['/var/lib/kubelet/kubeadm-flags.env', '/var/lib/kubelet/config.yaml'];
const BOOTSTRAP_CONF = '/etc/kubernetes/bootstrap-kubelet.conf';
const INIT_ORDER = [
  'start',
  'preflight',
  'certs',
  'kubeconfig',
  'kubelet-start',
  'control-plane',
  'etcd',
  'wait-control-plane',
  'upload-config',
  'upload-certs',
  'mark-control-plane',
  'bootstrap-token',
  'kubelet-finalize',
  'addon',
];

function present(lab: Lab, host: string, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => lab.host(host).disk.exists(path));
}

/** Keys without their certificate, and the other way round. */
function halfPairs(lab: Lab, host: string): readonly string[] {
  const { disk } = lab.host(host);
  const other = (path: string): string =>
    path.endsWith('.crt') ? path.replace(/crt$/, 'key') : path.replace(/key$/, 'crt');
  return disk
    .filesBelow('/etc/kubernetes/pki')
    .filter((path) => /\.(crt|key)$/.test(path) && !path.endsWith('/sa.key') && !disk.exists(other(path)));
}

function expectNothingLeft(lab: Lab, host: string): void {
  const { disk } = lab.host(host);
  for (const directory of ['/etc/kubernetes', '/var/lib/etcd', '/var/lib/kubelet']) {
    expect(disk.filesBelow(directory)).toEqual([]);
  }
}

function initialisable(): Cuttable {
  const lab = new Lab({ masters: 1, workers: 0 });
  return { lab, host: 'master1', line: lab.initLine() };
}

function joinable(version = 'v1.20.2'): Cuttable {
  const lab = new Lab({ masters: 3, workers: 0, version });
  const init = lab.run('master1', lab.initLine());
  lab.pass(10);
  return { lab, host: 'master2', line: lab.joinLine(init.stdout, '192.168.56.6') };
}

function checksThatFailed(stderr: string): readonly string[] {
  return [...stderr.matchAll(/^\t\[ERROR ([^\]]+)\]/gm)].map((match) => match[1] ?? '');
}

test('at every wait of init the files of the phases before are complete and those of later ones absent', () => {
  const cuttable = initialisable();
  const { lab } = cuttable;
  const seen = new Set<string>();
  const waits = lookAtEveryWait(cuttable, (fullPhase) => {
    const phase = fullPhase.split('/')[0] ?? '';
    seen.add(phase);
    const rank = INIT_ORDER.indexOf(phase);
    const expectAround = (own: string, paths: readonly string[]): void => {
      if (rank < INIT_ORDER.indexOf(own)) expect(present(lab, 'master1', paths)).toEqual([]);
      if (rank > INIT_ORDER.indexOf(own)) expect(present(lab, 'master1', paths)).toEqual(paths);
    };
    expectAround('kubeconfig', CONFS);
    expectAround('kubelet-start', KUBELET_FILES);
    expectAround('control-plane', MANIFESTS.slice(0, 3));
    expectAround('etcd', MANIFESTS.slice(3));
    expectAround('certs', [
      '/etc/kubernetes/pki/ca.crt',
      '/etc/kubernetes/pki/sa.pub',
      '/etc/kubernetes/pki/etcd/peer.crt',
    ]);
    if (phase !== 'certs') expect(halfPairs(lab, 'master1')).toEqual([]);
  });
  expect([...seen]).toEqual(INIT_ORDER);
  expect(waits).toBeGreaterThan(60);
});

test('init killed in any phase: run again works before the kubelet was started and is refused after, reset cleans all', () => {
  for (const [phase, wait] of lastWaits(initialisable)) {
    const cuttable = initialisable();
    const { lab } = cuttable;
    killAtWait(cuttable, wait);
    lab.pass(20);
    const rank = INIT_ORDER.indexOf(phase.split('/')[0] ?? '');
    const half = halfPairs(lab, 'master1').length > 0;
    const again = lab.run('master1', lab.initLine());
    if (rank < INIT_ORDER.indexOf('kubelet-start')) {
      expect([phase, again.code]).toEqual([phase, half ? 1 : 0]);
      continue;
    }
    if (rank === INIT_ORDER.indexOf('kubelet-start')) continue;
    expect([phase, again.code]).toEqual([phase, 1]);
    expect(checksThatFailed(again.stderr)).toContain('Port-10250');
    if (rank > INIT_ORDER.indexOf('etcd')) {
      expect(checksThatFailed(again.stderr)).toEqual(
        expect.arrayContaining([
          'FileAvailable--etc-kubernetes-manifests-etcd.yaml',
          'DirAvailable--var-lib-etcd',
          'Port-2379',
        ]),
      );
    }
    expect(lab.run('master1', 'kubeadm reset -f').code).toBe(0);
    expectNothingLeft(lab, 'master1');
  }
});

test('init killed between a key and its certificate is refused until the key is gone', () => {
  let cut: number | undefined;
  const watched = initialisable();
  lookAtEveryWait(watched, (_, wait) => {
    if (cut === undefined && halfPairs(watched.lab, 'master1').length > 0) cut = wait;
  });
  const cuttable = initialisable();
  const { lab } = cuttable;
  killAtWait(cuttable, cut ?? Number.NaN);
  const [half = ''] = halfPairs(lab, 'master1');
  expect(half).toBe('/etc/kubernetes/pki/ca.key');
  const again = lab.run('master1', lab.initLine());
  expect(again.code).toBe(1);
  expect(again.stderr).toContain(
    'error execution phase certs/ca: failure loading ca certificate: open /etc/kubernetes/pki/ca.crt: no such file or directory',
  );
  lab.host('master1').disk.remove(half);
  expect(lab.run('master1', lab.initLine()).code).toBe(0);
});

test('an init killed after the API was healthy is finished by its single phases', () => {
  const wait = lastWaits(initialisable).get('wait-control-plane') ?? Number.NaN;
  const cuttable = initialisable();
  const { lab } = cuttable;
  killAtWait(cuttable, wait);
  lab.pass(20);
  const config =
    '--kubernetes-version=v1.20.2 --control-plane-endpoint=192.168.56.4:6443 --apiserver-advertise-address=192.168.56.5';
  for (const phase of [
    'upload-config all',
    'mark-control-plane',
    'bootstrap-token',
    'kubelet-finalize all',
    'addon all',
  ]) {
    expect([phase, lab.run('master1', `kubeadm init phase ${phase} ${config}`).code]).toEqual([phase, 0]);
  }
  lab.pass(5);
  expect(lab.kubectl('master1', 'get nodes').stdout).toContain('control-plane,master');
  const join = lab.run('master1', 'kubeadm token create --print-join-command').stdout;
  lab.pass(10);
  expect(lab.run('master1', 'kubeadm token list').stdout).toContain('authentication,signing');
  expect(join).toMatch(/^kubeadm join 192\.168\.56\.4:6443 --token /);
});

test('at every wait of a control-plane join the host holds what the crash table of kubeadm says', () => {
  const cuttable = joinable();
  const { lab } = cuttable;
  const { disk } = lab.host('master2');
  const seen = new Set<string>();
  lookAtEveryWait(cuttable, (phase) => {
    seen.add(phase);
    const manifests = present(lab, 'master2', MANIFESTS);
    if (phase === 'start' || phase === 'preflight') expect(disk.filesBelow('/etc/kubernetes')).toEqual([]);
    if (phase === 'check-etcd' || phase === 'kubelet-start') {
      expect(manifests).toEqual(MANIFESTS.slice(0, 3));
      expect(
        present(lab, 'master2', ['/etc/kubernetes/admin.conf', '/etc/kubernetes/pki/sa.key']),
      ).toHaveLength(2);
    }
    if (phase === 'check-etcd') expect(disk.exists(BOOTSTRAP_CONF)).toBe(false);
    if (phase.startsWith('control-plane-join/')) {
      expect(disk.exists('/etc/kubernetes/kubelet.conf')).toBe(true);
      expect(disk.exists(BOOTSTRAP_CONF)).toBe(false);
    }
    if (phase === 'control-plane-join/update-status' || phase === 'control-plane-join/mark-control-plane') {
      expect(manifests).toEqual(MANIFESTS);
    }
  });
  expect([...seen]).toEqual([
    'start',
    'preflight',
    'control-plane-prepare/download-certs',
    'control-plane-prepare/certs',
    'control-plane-prepare/kubeconfig',
    'control-plane-prepare/control-plane/apiserver',
    'control-plane-prepare/control-plane/controller-manager',
    'control-plane-prepare/control-plane/scheduler',
    'check-etcd',
    'kubelet-start',
    'control-plane-join/etcd',
    'control-plane-join/update-status',
    'control-plane-join/mark-control-plane',
  ]);
});

test.each([
  ['v1.20.2', 'preflight', []],
  ['v1.20.2', 'check-etcd', ['DirAvailable--etc-kubernetes-manifests']],
  [
    'v1.20.2',
    'kubelet-start',
    [
      'DirAvailable--etc-kubernetes-manifests',
      'FileAvailable--etc-kubernetes-bootstrap-kubelet.conf',
      'Port-10250',
    ],
  ],
  ['v1.26.0', 'check-etcd', COMPONENTS.map((name) => `FileAvailable--etc-kubernetes-manifests-${name}.yaml`)],
])(
  'a %s control-plane join killed at the end of %s is refused for %j when run again',
  (version, phase, failures) => {
    const wait = lastWaits(() => joinable(version)).get(phase) ?? Number.NaN;
    const cuttable = joinable(version);
    // Before the kubelet has written kubelet.conf, the earlier half of its wait.
    killAtWait(cuttable, phase === 'kubelet-start' ? wait - 8 : wait);
    cuttable.lab.pass(10);
    const again = cuttable.lab.run(cuttable.host, cuttable.line);
    const found = checksThatFailed(again.stderr);
    for (const failure of failures) expect(found).toContain(failure);
    if (failures.length === 0) expect(again.code).toBe(0);
    else expect(again.code).toBe(1);
  },
);

test('a control-plane join killed in its last phase is finished by that phase alone', () => {
  const wait = lastWaits(joinable).get('control-plane-join/mark-control-plane') ?? Number.NaN;
  const cuttable = joinable();
  const { lab } = cuttable;
  killAtWait(cuttable, wait - 3);
  expect(lab.kubectl('master1', 'get nodes master2').stdout).toContain('<none>');
  const finished = lab.run(
    'master2',
    'kubeadm join phase control-plane-join mark-control-plane --control-plane --node-name master2',
  );
  expect(finished.code).toBe(0);
  expect(lab.kubectl('master1', 'get nodes master2').stdout).toContain('control-plane,master');
});
