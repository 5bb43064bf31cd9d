import { expect, test } from 'vitest';
import { seconds } from '../../src/engine/scheduler.js';
import { Lab } from './lab.js';

const DISCOVERY = "error execution phase preflight: couldn't validate the identity of the API Server: ";

function initialised(version = 'v1.20.2', workers = 1): { readonly lab: Lab; readonly output: string } {
  const lab = new Lab({ version, masters: 3, workers });
  const init = lab.run('master1', lab.initLine());
  expect(init.code).toBe(0);
  lab.pass(10);
  return { lab, output: init.stdout };
}

function tokenOf(output: string): string {
  return /--token (\S+)/.exec(output)?.[1] ?? '';
}

test('a join with an unknown token hangs for the whole discovery timeout, then says that the signature is missing', () => {
  const { lab, output } = initialised();
  const line = lab.joinLine(output).replace(tokenOf(output), 'zzzzzz.0123456789abcdef');
  const join = lab.run('node1', line);
  expect(join).toMatchObject({ code: 1, stdout: '[preflight] Running pre-flight checks\n' });
  expect(join.stderr).toBe(
    `${DISCOVERY}could not find a JWS signature in the cluster-info ConfigMap for token ID "zzzzzz"\nTo see the stack trace of this error execute with --v=5 or higher\n`,
  );
  expect(join.seconds).toBeGreaterThan(299);
  expect(join.seconds).toBeLessThan(302);
});

test('a wrong secret half of the token and a wrong CA hash fail at once', () => {
  const { lab, output } = initialised();
  const id = tokenOf(output).slice(0, 6);
  const wrongSecret = lab.run(
    'node1',
    lab.joinLine(output).replace(tokenOf(output), `${id}.0123456789abcdef`),
  );
  expect(wrongSecret.stderr).toContain(
    `${DISCOVERY}failed to verify JWS signature of received cluster info object, can't trust this API Server`,
  );
  expect(wrongSecret.seconds).toBeLessThan(3);
  const wrongHash = lab.run('node1', lab.joinLine(output).replace(/sha256:\w+/, `sha256:${'0'.repeat(64)}`));
  expect(wrongHash.stderr).toMatch(
    /cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "sha256:\w+" are pinned/,
  );
  expect(wrongHash.seconds).toBeLessThan(3);
});

test.each([
  [
    'kubeadm join 192.168.56.4:6443 --token abc --discovery-token-ca-cert-hash sha256:00',
    3,
    '[discovery.bootstrapToken.token: Invalid value: "abc": the bootstrap token is invalid, ',
  ],
  [
    'kubeadm join 192.168.56.4:6443 --token abcdef.0123456789abcdef',
    3,
    'discovery.bootstrapToken: Invalid value: "": using token-based discovery without caCertHashes can be unsafe.',
  ],
  [
    'kubeadm join 192.168.56.4:6443 --token abcdef.0123456789abcdef --discovery-token-ca-cert-hash sha256:00',
    1,
    'expected a 32 byte SHA-256 hash, found 1 bytes',
  ],
  [
    'kubeadm join --config /root/join.yaml --certificate-key k',
    1,
    "can not mix '--config' with arguments [certificate-key]",
  ],
  ['kubeadm init --skip-phases=nosuch --kubernetes-version=v1.20.2', 1, 'invalid phase name: nosuch'],
  ['kubeadm init --nosuch', 1, 'unknown flag: --nosuch'],
  ['kubeadm certs check-expiration -o json', 1, "unknown shorthand flag: 'o' in -o"],
  ['kubeadm version -o foo', 1, 'invalid output format: foo'],
])('%s exits with %i', (line, code, text) => {
  const ended = new Lab({ masters: 1, workers: 1 }).run('node1', line);
  expect(ended.code).toBe(code);
  expect(ended.stderr).toContain(text);
});

test('an endpoint that refuses is asked for five minutes', () => {
  const lab = new Lab({ masters: 1, workers: 1 });
  const line = `kubeadm join 192.168.56.5:6443 --token abcdef.0123456789abcdef --discovery-token-ca-cert-hash sha256:${'0'.repeat(64)}`;
  const join = lab.run('node1', line);
  expect(join.stderr).toContain(
    `${DISCOVERY}Get "https://192.168.56.5:6443/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s": dial tcp 192.168.56.5:6443: connect: connection refused`,
  );
  expect(join.seconds).toBeGreaterThan(299);
});

test('a joiner whose clock is behind the CA is refused by its own TLS check', () => {
  const { lab, output } = initialised();
  lab.host('node1').clockOffsetUs = -seconds(7200);
  const join = lab.run('node1', lab.joinLine(output));
  expect(join.stderr).toMatch(
    /x509: certificate has expired or is not yet valid: current time \S+ is before /,
  );
});

test('without kubeadm-certs a control-plane join fails and has written nothing', () => {
  const { lab, output } = initialised();
  lab.kubectl('master1', '-n kube-system delete secret kubeadm-certs');
  const join = lab.run('master2', lab.joinLine(output, '192.168.56.6'));
  expect(join.code).toBe(1);
  expect(join.stderr).toContain(
    'Secret "kubeadm-certs" was not found in the "kube-system" Namespace. This Secret might have expired.',
  );
  expect(lab.host('master2').disk.filesBelow('/etc/kubernetes')).toEqual([]);
});

test('uploading the certificates again makes the first key useless at once', () => {
  const { lab, output } = initialised();
  const again = lab.run('master1', 'kubeadm init phase upload-certs --upload-certs');
  expect(again.stdout).toMatch(/^[0-9a-f]{64}$/m);
  expect(again.stderr).toContain('falling back to the local client version: v1.20.2');
  const join = lab.run('master2', lab.joinLine(output, '192.168.56.6'));
  expect(join.stderr).toContain(
    'error execution phase control-plane-prepare/download-certs: error downloading certs: error decoding secret data with provided key: cipher: message authentication failed',
  );
});

test.each([
  ['zz', "error decoding certificate key: encoding/hex: invalid byte: U+007A 'z'"],
  ['abcd', 'error decoding secret data with provided key: crypto/aes: invalid key size 2'],
])('certificate key %s is refused', (key, text) => {
  const { lab, output } = initialised();
  const line = lab
    .joinLine(output, '192.168.56.6')
    .replace(/--certificate-key \S+/, `--certificate-key ${key}`);
  expect(lab.run('master2', line).stderr).toContain(text);
});

test('a file that was missing on the uploader is stored empty and missing on the joiner', () => {
  const { lab } = initialised();
  lab.host('master1').disk.remove('/etc/kubernetes/pki/etcd/ca.key');
  const upload = lab.run('master1', 'kubeadm init phase upload-certs --upload-certs');
  expect(upload.code).toBe(0);
  const key = /^[0-9a-f]{64}$/m.exec(upload.stdout)?.[0] ?? '';
  const join = lab
    .run('master1', 'kubeadm token create --print-join-command')
    .stdout.trim()
    .replace(/ +/g, ' ');
  lab.pass(10);
  const joined = lab.run(
    'master2',
    `${join} --control-plane --certificate-key ${key} --apiserver-advertise-address 192.168.56.6`,
  );
  expect(joined.code).toBe(1);
  expect(joined.stderr).toContain('/etc/kubernetes/pki/etcd/ca.key: no such file or directory');
});

test('without a key and without copied files the control-plane join names what is missing', () => {
  const { lab, output } = initialised();
  const line = lab.joinLine(output, '192.168.56.6').replace(/--certificate-key \S+ /, '');
  const join = lab.run('master2', line);
  expect(join.stderr).toContain(
    "failure loading certificate for CA: couldn't load the certificate file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
  );
  expect(join.stderr).toContain('Please ensure that:');
});

test('a cluster without a control-plane endpoint takes no second master', () => {
  const lab = new Lab({ masters: 2, workers: 0 });
  const init = lab.run(
    'master1',
    'kubeadm init --apiserver-advertise-address=192.168.56.5 --kubernetes-version=v1.20.2 --upload-certs',
  );
  expect(init.stdout).not.toContain('any number of the control-plane node');
  lab.pass(10);
  const line = lab
    .joinLine(init.stdout, '192.168.56.6')
    .replace('192.168.56.4', '192.168.56.5')
    .replace('--certificate-key  ', '');
  expect(lab.run('master2', line).stderr).toContain(
    "a cluster that doesn't have a stable controlPlaneEndpoint address",
  );
});

test('the name of a Ready node cannot be joined again; the CA file that the attempt leaves blocks the next', () => {
  const { lab, output } = initialised('v1.20.2', 1);
  expect(lab.run('node1', lab.joinLine(output)).code).toBe(0);
  lab.host('node1').disk.write('/etc/cni/net.d/10-lab.conflist', '{}');
  lab.pass(60);
  expect(lab.kubectl('master1', 'get nodes node1').stdout).toMatch(/node1\s+Ready/);
  expect(lab.run('node1', 'kubeadm reset -f').code).toBe(0);
  const join = lab.run('node1', lab.joinLine(output));
  expect(join.stderr).toContain(
    'error execution phase kubelet-start: a Node with name "node1" and status "Ready" already exists in the cluster.',
  );
  expect(lab.host('node1').disk.filesBelow('/etc/kubernetes')).toEqual(['/etc/kubernetes/pki/ca.crt']);
  expect(lab.run('node1', lab.joinLine(output)).stderr).toContain(
    '[ERROR FileAvailable--etc-kubernetes-pki-ca.crt]: /etc/kubernetes/pki/ca.crt already exists',
  );
});

test('a kubelet that does not start costs a join 115 seconds', () => {
  const { lab, output } = initialised();
  lab.host('node1').units.get('kubelet')?.stop();
  lab.host('node1').units.delete('kubelet');
  const join = lab.run('node1', lab.joinLine(output));
  expect(join.stderr).toContain('error execution phase kubelet-start: timed out waiting for the condition');
  expect(join.stdout).toContain('[kubelet-check] Initial timeout of 40s passed.');
  expect(join.stdout.match(/It seems like the kubelet isn't running or healthy/g)).toHaveLength(5);
  expect(join.seconds).toBeGreaterThan(114);
  expect(join.seconds).toBeLessThan(125);
});

test('one dead member blocks a join in check-etcd for 200 seconds although quorum holds', () => {
  const lab = new Lab({ masters: 4, workers: 0 });
  const init = lab.run('master1', lab.initLine());
  lab.pass(10);
  expect(lab.run('master2', lab.joinLine(init.stdout, '192.168.56.6')).code).toBe(0);
  expect(lab.run('master3', lab.joinLine(init.stdout, '192.168.56.7')).code).toBe(0);
  lab.pass(20);
  lab.host('master3').powerOff();
  lab.pass(20);
  const join = lab.run('master4', lab.joinLine(init.stdout, '192.168.56.8'));
  expect(join.code).toBe(1);
  expect(join.stderr).toContain(
    'error execution phase check-etcd: etcd cluster is not healthy: failed to dial endpoint https://192.168.56.7:2379 with maintenance client: context deadline exceeded',
  );
  expect(join.seconds).toBeGreaterThan(195);
  expect(join.seconds).toBeLessThan(260);
  expect(lab.members('master1').stdout).not.toContain('192.168.56.8');
});

test('reset keeps going when the API is gone and says nothing of the member but a warning', () => {
  const { lab, output } = initialised();
  expect(lab.run('master2', lab.joinLine(output, '192.168.56.6')).code).toBe(0);
  lab.host('master1').powerOff();
  lab.pass(10);
  const reset = lab.run('master2', 'kubeadm reset -f');
  expect(reset.code).toBe(0);
  expect(reset.stderr).toMatch(/^W\d{4} \S+ +\d+ \S+\] \[reset\] /m);
  expect(lab.host('master2').disk.filesBelow('/etc/kubernetes')).toEqual([]);
});

test('a declined reset ends before it touches anything', () => {
  const { lab } = initialised();
  const reset = lab.run('master1', 'kubeadm reset');
  expect(reset.code).toBe(1);
  expect(reset.stdout).toMatch(/\[reset\] Are you sure you want to proceed\? \[y\/N\]: $/);
  expect(reset.stderr).toContain('error execution phase preflight: aborted reset operation');
});

test('with a learner cluster the second member costs no quorum until it is promoted', () => {
  const { lab, output } = initialised('v1.31.4');
  const join = lab.start('master2', lab.joinLine(output, '192.168.56.6'));
  while (join.alive && !join.stdout.includes('Announced new etcd')) lab.pass(0.01);
  lab.host('master2').kill(join, 'SIGKILL');
  lab.host('master2').powerOff();
  expect(lab.members('master1').stdout).toMatch(/unstarted, , https:\/\/192\.168\.56\.6:2380, , true/);
  expect(lab.kubectl('master1', 'get nodes').code).toBe(0);
});

test('a voter added by kubeadm 1.20 takes quorum away until it runs', () => {
  const { lab, output } = initialised();
  const join = lab.start('master2', lab.joinLine(output, '192.168.56.6'));
  while (join.alive && !join.stdout.includes('Announced new etcd')) lab.world.scheduler.step();
  lab.host('master2').powerOff();
  lab.pass(20);
  expect(lab.kubectl('master1', 'get nodes').stderr).toContain('etcdserver: request timed out');
  expect(lab.run('node1', lab.joinLine(output)).code).toBe(1);
});
