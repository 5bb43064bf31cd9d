import { expect, test } from 'vitest';
import { seconds } from '../../src/engine/scheduler.js';
import { Lab } from './lab.js';

function initialised(version = 'v1.20.2'): Lab {
  const lab = new Lab({ version, masters: 1, workers: 1 });
  expect(lab.run('master1', lab.initLine()).code).toBe(0);
  lab.pass(10);
  return lab;
}

test('a token that exists cannot be created again, one that does not cannot be deleted', () => {
  const lab = initialised();
  expect(lab.run('master1', 'kubeadm token create abcdef.0123456789abcdef')).toMatchObject({
    code: 0,
    stdout: 'abcdef.0123456789abcdef\n',
  });
  const again = lab.run('master1', 'kubeadm token create abcdef.0123456789abcdef');
  expect([again.code, again.stderr.split('\n', 1)[0]]).toEqual([
    1,
    'a token with id "abcdef" already exists',
  ]);
  expect(lab.run('master1', 'kubeadm token delete abcdef').stdout).toBe('bootstrap token "abcdef" deleted\n');
  expect(lab.run('master1', 'kubeadm token delete abcdef').stderr).toContain(
    'failed to delete bootstrap token "abcdef": secrets "bootstrap-token-abcdef" not found',
  );
});

test('without tokens the list is empty, without even a header', () => {
  const lab = initialised();
  for (const id of lab.run('master1', 'kubeadm token list').stdout.matchAll(/^([a-z0-9]{6})\./gm)) {
    lab.run('master1', `kubeadm token delete ${id[1] ?? ''}`);
  }
  expect(lab.run('master1', 'kubeadm token list')).toMatchObject({ code: 0, stdout: '' });
});

test('a token without a ttl never expires; the ttl is counted on the clock of the host that makes it', () => {
  const lab = initialised();
  lab.run('master1', 'kubeadm token create abcdef.0123456789abcdef --ttl 0');
  expect(lab.run('master1', 'kubeadm token list').stdout).toMatch(/^abcdef\.\S+ +<forever> +<never> /m);
  lab.host('master1').clockOffsetUs = seconds(3600);
  lab.run('master1', 'kubeadm token create bcdefg.0123456789abcdef --ttl 30m');
  expect(lab.run('master1', 'kubeadm token list').stdout).toMatch(/^bcdefg\.\S+ +29m /m);
  lab.host('master1').clockOffsetUs = 0;
  expect(lab.run('master1', 'kubeadm token list').stdout).toMatch(/^bcdefg\.\S+ +1h /m);
});

test('1.20 keeps its indentation in the printed join command, later releases do not', () => {
  const old = initialised().run('master1', 'kubeadm token create --print-join-command').stdout;
  expect(old).toMatch(
    /^kubeadm join 192\.168\.56\.4:6443 --token \S{23} {5}--discovery-token-ca-cert-hash sha256:\w{64} \n$/,
  );
  const recent = initialised('v1.26.0').run('master1', 'kubeadm token create --print-join-command').stdout;
  expect(recent).toMatch(
    /^kubeadm join 192\.168\.56\.4:6443 --token \S{23} --discovery-token-ca-cert-hash sha256:\w{64} \n$/,
  );
});

test('the join command of 1.26 with a certificate key is one line with single spaces', () => {
  const key = 'a'.repeat(64);
  const line = initialised('v1.26.0').run(
    'master1',
    `kubeadm token create --print-join-command --certificate-key ${key}`,
  ).stdout;
  expect(line).toMatch(new RegExp(`sha256:\\w{64} --control-plane --certificate-key ${key}\\n$`));
});

test('openssl reads what kubeadm wrote: dates on the clock of the host, the fingerprint, the absence of a file', () => {
  const lab = initialised();
  const x509 = (options: string) =>
    lab.run('master1', `openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout ${options}`);
  expect(x509('-enddate')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^notAfter=Nov 22 20:3\d:\d\d 2027 GMT\n$/) as string,
  });
  expect(x509('-fingerprint -sha256').stdout).toMatch(/^sha256 Fingerprint=([0-9A-F]{2}:){31}[0-9A-F]{2}\n$/);
  expect(x509('-subject').stdout).toBe('subject=CN = kube-apiserver\n');
  const missing = lab.run('master1', 'openssl x509 -in /nowhere.crt -noout -enddate');
  expect([missing.code, missing.stdout]).toEqual([1, '']);
  expect(missing.stderr).toContain('No such file or directory');
});

test('find has openssl tell of every certificate when its time begins, after its path', () => {
  const lab = initialised();
  const ask = (directory: string) =>
    lab.run('master1', `find ${directory} -name *.crt -print -exec openssl x509 -startdate -noout -in {} ;`);
  lab.host('master1').disk.write('/etc/kubernetes/pki/spoilt.crt', 'not a certificate');
  const { code, stdout, stderr } = ask('/etc/kubernetes/pki');
  expect([code, stderr]).toEqual([0, 'Could not read certificate\nUnable to load certificate\n']);
  expect(stdout.split('\n')).toHaveLength(2 * 10 + 2);
  expect(stdout).toMatch(
    /^\/etc\/kubernetes\/pki\/etcd\/peer\.crt\nnotBefore=Nov 22 20:3\d:\d\d 2026 GMT\n/m,
  );
  expect(stdout).toMatch(/^\/etc\/kubernetes\/pki\/spoilt\.crt$/m);
  expect(ask('/nowhere')).toMatchObject({ code: 1, stdout: '' });
});

test('certificates that are over show as invalid', () => {
  const lab = initialised();
  lab.host('master1').clockOffsetUs = seconds(366 * 86_400);
  const { stdout } = lab.run('master1', 'kubeadm certs check-expiration');
  expect(stdout).toMatch(/^apiserver +Nov 22, 2027 \d\d:\d\d UTC +<invalid> +ca +no +$/m);
  expect(stdout).toContain(
    '[check-expiration] Error reading configuration from the Cluster. Falling back to default configuration',
  );
});

test('with a configuration the expiry of certificates comes from files; else a cluster that does not answer costs ten seconds', () => {
  const lab = initialised();
  const ask = (...more: readonly string[]) =>
    lab.run('master1', ['kubeadm certs check-expiration', ...more].join(' '));
  const asked = ask();
  expect(asked.seconds).toBeLessThan(2);
  lab.proxy.powerOff();
  const config =
    'apiVersion: kubeadm.k8s.io/v1beta2\nkind: ClusterConfiguration\nkubernetesVersion: v1.20.2\n';
  lab.host('master1').disk.write('/root/cluster.yaml', config);
  const fromFiles = ask('--config', '/root/cluster.yaml');
  expect(fromFiles.seconds).toBeLessThan(2);
  expect(rowsOf(fromFiles.stdout)).toEqual(rowsOf(asked.stdout));
  const withoutCluster = ask();
  expect(withoutCluster.seconds).toBeGreaterThan(10);
  expect(rowsOf(withoutCluster.stdout)).toEqual(rowsOf(asked.stdout));
});

function rowsOf(table: string): readonly string[] {
  return table.split('\n').filter((line) => line.includes(' UTC '));
}

test('a host without kubernetes lists every certificate as missing', () => {
  const { code, stdout } = new Lab().run('node1', 'kubeadm certs check-expiration');
  expect(code).toBe(0);
  expect(stdout.match(/!MISSING!/g)).toHaveLength(13);
});

test('init from a file takes tokens, certificate key and kubelet arguments from it', () => {
  const lab = new Lab({ version: 'v1.31.4', masters: 1, workers: 0 });
  lab.host('master1').disk.write(
    '/root/init.yaml',
    `apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
bootstrapTokens:
- {token: abcdef.0123456789abcdef, ttl: 1h0m0s}
certificateKey: ${'ab'.repeat(32)}
localAPIEndpoint: {advertiseAddress: 192.168.56.5, bindPort: 6443}
nodeRegistration:
  name: Master1
  kubeletExtraArgs:
  - {name: node-ip, value: 192.168.56.5}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.31.4
controlPlaneEndpoint: "192.168.56.4:6443"
apiServer:
  certSANs: [lb.example]
networking: {podSubnet: 10.244.0.0/16}
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
`,
  );
  const init = lab.run('master1', 'kubeadm init --config /root/init.yaml --upload-certs');
  expect(init.stderr).toBe('');
  expect(init.stdout).toContain(`--token abcdef.0123456789abcdef \\\n`);
  expect(init.stdout).toContain(`--certificate-key ${'ab'.repeat(32)}\n`);
  expect(init.stdout).toContain('kubernetes.default.svc.cluster.local lb.example master1]');
  expect(lab.host('master1').disk.text('/var/lib/kubelet/kubeadm-flags.env')).toContain(
    '--node-ip=192.168.56.5',
  );
});

test.each([
  [
    'v1.31.4',
    'v1beta2',
    /uses an old API spec: "kubeadm.k8s.io\/v1beta2". Please use kubeadm v1\.26 instead and run 'kubeadm config migrate/,
  ],
  ['v1.20.2', 'v1beta4', /no kind is registered for the API version "kubeadm.k8s.io\/v1beta4"/],
])('kubeadm %s refuses %s', (version, api, text) => {
  const lab = new Lab({ version, masters: 1, workers: 0 });
  lab
    .host('master1')
    .disk.write('/root/init.yaml', `apiVersion: kubeadm.k8s.io/${api}\nkind: InitConfiguration\n`);
  const init = lab.run('master1', 'kubeadm init --config /root/init.yaml');
  expect([init.code, text.test(init.stderr)]).toEqual([1, true]);
});

test('`all` may be ignored on the command line of 1.20 but not in its file', () => {
  const lab = new Lab({ masters: 1, workers: 0 });
  lab
    .host('master1')
    .disk.write(
      '/root/init.yaml',
      'apiVersion: kubeadm.k8s.io/v1beta2\nkind: InitConfiguration\nnodeRegistration: {ignorePreflightErrors: [all]}\n',
    );
  const init = lab.run('master1', 'kubeadm init --config /root/init.yaml');
  expect(init.code).toBe(3);
  expect(init.stderr).toContain(
    `ignorePreflightErrors: Invalid value: "all": 'all' cannot be used in configuration file`,
  );
});

test('the facts of a poor host stop init, unless they are ignored', () => {
  const lab = new Lab({ masters: 1, workers: 0 });
  const poor = lab.world.addHost({
    name: 'poor',
    addresses: ['192.168.56.20'],
    machineId: 'p',
    productUuid: 'p',
    cpus: 1,
    memoryMb: 900,
    software: { kubeadm: 'v1.20.2', kubelet: 'v1.18.0' },
  });
  poor.disk.write('/proc/swaps', 'Filename Type Size Used Priority\n/swap file 1 0 -2\n');
  poor.disk.write('/proc/sys/net/ipv4/ip_forward', '0\n');
  const init = lab.run('poor', 'kubeadm init --kubernetes-version=v1.20.2');
  expect(init.stderr.split('\n').filter((line) => line.includes('[ERROR'))).toEqual([
    '\t[ERROR NumCPU]: the number of available CPUs 1 is less than the required 2',
    '\t[ERROR Mem]: the system RAM (900 MB) is less than the minimum 1700 MB',
    "\t[ERROR CRI]: container runtime is not running: output: connect: connect endpoint '/run/containerd/containerd.sock': context deadline exceeded",
    '\t[ERROR FileContent--proc-sys-net-ipv4-ip_forward]: /proc/sys/net/ipv4/ip_forward contents are not set to 1',
    '\t[ERROR Swap]: running with swap on is not supported. Please disable swap',
    '\t[ERROR KubeletVersion]: Kubelet version "1.18.0" is lower than kubeadm can support. Please upgrade kubelet',
  ]);
  const ignored = lab.run(
    'poor',
    'kubeadm init phase preflight --kubernetes-version=v1.20.2 --ignore-preflight-errors=ALL',
  );
  expect(ignored.code).toBe(0);
  expect(ignored.stderr).toContain('\t[WARNING NumCPU]: ');
});

test('no secret is in the trace', () => {
  const lab = new Lab({ masters: 2, workers: 0 });
  const init = lab.run('master1', lab.initLine());
  lab.pass(10);
  lab.run('master2', lab.joinLine(init.stdout, '192.168.56.6'));
  const trace = JSON.stringify(lab.world.trace.records);
  for (const secret of [/--token \S+\.(\S+)/, /--certificate-key (\S+)/]) {
    expect(trace).not.toContain(secret.exec(init.stdout)?.[1] ?? 'no secret found');
  }
});

test('a control-plane join takes everything from its file; the key controlPlane makes it one', () => {
  const lab = new Lab({ version: 'v1.31.4', masters: 2, workers: 1 });
  const init = lab.run('master1', lab.initLine());
  lab.pass(10);
  const [, token = ''] = /--token (\S+)/.exec(init.stdout) ?? [];
  const [, key = ''] = /--certificate-key (\S+)/.exec(init.stdout) ?? [];
  const [hash = ''] = /sha256:\w+/.exec(init.stdout) ?? [];
  const file = (
    name: string,
    address: string,
    controlPlane: string,
  ): string => `apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken:
    apiServerEndpoint: 192.168.56.4:6443
    token: "${token}"
    caCertHashes:
      - ${hash}
nodeRegistration:
  name: ${name}
  kubeletExtraArgs:
    - name: node-ip
      value: ${address}
${controlPlane}`;
  const controlPlane = `controlPlane:
  localAPIEndpoint:
    advertiseAddress: 192.168.56.6
    bindPort: 6443
  certificateKey: "${key}"
`;
  lab.host('node1').disk.write('/run/join.yaml', file('node1', '192.168.56.8', ''));
  lab.host('master2').disk.write('/run/join.yaml', file('master2', '192.168.56.6', controlPlane));
  expect(lab.run('node1', 'kubeadm join --config /run/join.yaml').stdout).toContain(
    'This node has joined the cluster:\n',
  );
  expect(lab.run('master2', 'kubeadm join --config /run/join.yaml').stdout).toContain(
    'a new control plane instance was created:\n',
  );
  expect(lab.members('master1').stdout).toMatch(/started, master2, https:\/\/192\.168\.56\.6:2380/);
});

test('uploading certificates with a configuration file asks nobody for a version', () => {
  const lab = initialised('v1.26.0');
  lab
    .host('master1')
    .disk.write(
      '/run/init.yaml',
      'apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nkubernetesVersion: v1.26.0\n',
    );
  const upload = lab.run('master1', 'kubeadm init phase upload-certs --upload-certs --config /run/init.yaml');
  expect(upload).toMatchObject({ code: 0, stderr: '' });
  expect(upload.seconds).toBeLessThan(2);
});
