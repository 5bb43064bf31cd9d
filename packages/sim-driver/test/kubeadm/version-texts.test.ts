import { expect, test } from 'vitest';
import { parseRelease } from '../../src/kubeadm/release.js';
import { versionProfile } from '../../src/kubeadm/version-profile.js';
import { Lab } from './lab.js';

function profileOf(version: string) {
  const release = parseRelease(version);
  if (release === undefined) throw new Error(`${version} is no release`);
  return versionProfile(release);
}

/** One cluster per release: init, worker join, control-plane join, reset. */
function lifecycle(version: string) {
  const lab = new Lab({ version, masters: 2, workers: 1 });
  const init = lab.run('master1', lab.initLine());
  lab.pass(10);
  const worker = lab.run('node1', lab.joinLine(init.stdout));
  const controlPlane = lab.run('master2', lab.joinLine(init.stdout, '192.168.56.6'));
  const members = lab.members('master1').stdout;
  const again = lab.run('master2', lab.joinLine(init.stdout, '192.168.56.6'));
  const nodes = lab.kubectl('master1', 'get nodes').stdout;
  const reset = lab.run('master2', 'kubeadm reset -f');
  return { lab, init, worker, controlPlane, members, again, nodes, reset };
}

const VERSIONS = [
  'v1.20.2',
  'v1.24.0',
  'v1.26.0',
  'v1.29.3',
  'v1.30.0',
  'v1.31.4',
  'v1.33.0',
  'v1.34.1',
  'v1.35.0',
  'v1.36.0',
];

test.each(VERSIONS)('%s makes a cluster of two voters and a worker, and takes one away again', (version) => {
  const { init, worker, controlPlane, members, nodes, reset, lab } = lifecycle(version);
  expect([init.code, worker.code, controlPlane.code, reset.code]).toEqual([0, 0, 0, 0]);
  expect(
    members
      .trimEnd()
      .split('\n')
      .map((line) => line.split(', ').slice(1, 3).concat(line.split(', ').slice(5))),
  ).toEqual(
    expect.arrayContaining([
      ['started', 'master1', 'false'],
      ['started', 'master2', 'false'],
    ]),
  );
  const minor = parseRelease(version)?.minor ?? 0;
  expect(nodes).toMatch(minor <= 23 ? /master2 +\S+ +control-plane,master / : /master2 +\S+ +control-plane /);
  expect(lab.members('master1').stdout).not.toContain('master2');
  expect(lab.host('master1').disk.exists('/etc/kubernetes/super-admin.conf')).toBe(minor >= 29);
});

function indexesOf(text: string, ...lines: readonly string[]): readonly number[] {
  return lines.map((line) => text.indexOf(line));
}

test('from 1.29 the manifests are written before the kubelet starts', () => {
  for (const [version, rising] of [
    ['v1.26.0', true],
    ['v1.29.3', false],
  ] as const) {
    const { init } = lifecycle(version);
    const [kubelet = 0, etcd = 0] = indexesOf(
      init.stdout,
      '[kubelet-start] Starting the kubelet',
      '[etcd] Creating static Pod',
    );
    expect(kubelet < etcd).toBe(rising);
  }
});

test('from 1.33 the etcd member joins before the wait for the TLS bootstrap', () => {
  for (const [version, early] of [
    ['v1.31.4', false],
    ['v1.33.0', true],
  ] as const) {
    const { controlPlane } = lifecycle(version);
    const [etcd = 0, wait = 0] = indexesOf(
      controlPlane.stdout,
      '[etcd] Announced new etcd member',
      '[kubelet-start] Waiting for the kubelet',
    );
    expect(etcd < wait).toBe(early);
  }
});

test('the health lines of init differ before 1.30, before 1.33 and after', () => {
  expect(lifecycle('v1.29.3').init.stdout).toMatch(
    /\[apiclient\] All control plane components are healthy after [\d.]+ seconds/,
  );
  const middle = lifecycle('v1.30.0').init.stdout;
  expect(middle).toContain('[kubelet-check] Waiting for a healthy kubelet. This can take up to 4m0s\n');
  expect(middle).toMatch(/\[api-check\] The API server is healthy after [\d.]+s\n/);
  expect(lifecycle('v1.31.4').init.stdout).toContain(
    '[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s\n',
  );
  expect(lifecycle('v1.34.1').init.stdout).toMatch(
    /\[control-plane-check\] kube-scheduler is healthy after [\d.]+m?s\n/,
  );
});

test('join commands are indented with four spaces in 1.20 and with a tab later', () => {
  expect(lifecycle('v1.20.2').init.stdout).toContain(' \\\n    --discovery-token-ca-cert-hash ');
  expect(lifecycle('v1.26.0').init.stdout).toContain(' \\\n\t--discovery-token-ca-cert-hash ');
});

test('preflight errors stand in the error line up to 1.33 and before it from 1.34', () => {
  expect(lifecycle('v1.33.0').again.stderr).toMatch(
    /^error execution phase preflight: \[preflight\] Some fatal errors occurred:\n\t\[ERROR /m,
  );
  expect(lifecycle('v1.34.1').again.stderr).toMatch(
    /^\[preflight\] Some fatal errors occurred:\n(\t\[ERROR .*\n)+\[preflight\] If you know .*\nerror: error execution phase preflight: preflight checks failed\nTo see the stack trace/m,
  );
});

test.each([
  ['v1.20.2', ['node-role.kubernetes.io/master:NoSchedule']],
  [
    'v1.24.0',
    ['node-role.kubernetes.io/master:NoSchedule', 'node-role.kubernetes.io/control-plane:NoSchedule'],
  ],
  ['v1.26.0', ['node-role.kubernetes.io/control-plane:NoSchedule']],
])('%s taints a control-plane node with %j', (version, taints) => {
  const { init } = lifecycle(version);
  expect(init.stdout).toContain(`as control-plane by adding the taints [${taints.join(' ')}]\n`);
});

test('the classic kubeadm-config carries ClusterStatus up to 1.21 only', () => {
  const status = (version: string): string =>
    lifecycle(version).lab.kubectl('master1', '-n kube-system get cm kubeadm-config -o json').stdout;
  expect(status('v1.20.2')).toContain('advertiseAddress: 192.168.56.5');
  expect(status('v1.26.0')).not.toContain('ClusterStatus');
});

test.each([
  ['v1.26.0', 'never', false],
  ['v1.27.0', 'gate-off', true],
  ['v1.29.9', 'gate-on', true],
  ['v1.29.10', 'gate-on', false],
  ['v1.31.1', 'gate-on', true],
  ['v1.31.2', 'gate-on', false],
  ['v1.32.0', 'always', false],
])('%s: learner mode %s, re-run bug %s', (version, learner, rerunBug) => {
  expect(profileOf(version).etcd).toMatchObject({ learner, rerunBug });
});

test('tokens and expiry as JSON name the API version of the release', () => {
  const { lab } = lifecycle('v1.31.4');
  expect(lab.run('master1', 'kubeadm token list -o json').stdout).toContain(
    '"apiVersion": "output.kubeadm.k8s.io/v1alpha3"',
  );
  const expiry: unknown = JSON.parse(lab.run('master1', 'kubeadm certs check-expiration -o json').stdout);
  expect(expiry).toMatchObject({
    kind: 'CertificateExpirationInfo',
    certificateAuthorities: [{ name: 'ca' }, { name: 'etcd-ca' }, { name: 'front-proxy-ca' }],
  });
  expect(lab.run('node1', 'kubeadm certs check-expiration').stdout).toContain('!MISSING! super-admin.conf');
});

test('the etcd phase alone is found under its new name from 1.33, recognises its member, and is empty under the old', () => {
  const lab = new Lab({ version: 'v1.33.0', masters: 2, workers: 0 });
  const init = lab.run('master1', lab.initLine());
  lab.pass(10);
  expect(lab.run('master2', lab.joinLine(init.stdout, '192.168.56.6')).code).toBe(0);
  const own = '--control-plane --node-name master2 --apiserver-advertise-address 192.168.56.6';
  const renamed = lab.run('master2', `kubeadm join phase etcd-join ${own}`);
  expect(renamed.code).toBe(0);
  expect(renamed.stdout).not.toContain('Announced');
  expect(renamed.stdout).toContain('[etcd] Creating static Pod manifest for "etcd"');
  expect(lab.run('master2', `kubeadm join phase control-plane-join etcd ${own}`)).toMatchObject({
    code: 0,
    stdout: '',
  });
});

test('a learner that a bug-window kubeadm re-adds ends in two minutes of refusals', () => {
  const lab = new Lab({ version: 'v1.29.9', masters: 2, workers: 0 });
  const init = lab.run('master1', lab.initLine());
  lab.pass(10);
  expect(lab.run('master2', lab.joinLine(init.stdout, '192.168.56.6')).code).toBe(0);
  const again = lab.run(
    'master2',
    'kubeadm join phase control-plane-join etcd --control-plane --node-name master2 --apiserver-advertise-address 192.168.56.6',
  );
  expect(again.code).toBe(1);
  expect(again.stderr).toContain(
    'error execution phase control-plane-join/etcd: error creating local etcd static pod manifest file: etcdserver: Peer URLs already exists',
  );
  expect(again.seconds).toBeGreaterThan(100);
});
