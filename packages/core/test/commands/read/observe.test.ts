import { describe, expect, it } from 'vitest';
import { lower } from '../../../src/commands/lower.js';
import { read } from '../../../src/commands/read.js';
import type { Observation } from '../../../src/observation/observation.js';
import type { StepOutcome } from '../../../src/steps/step-outcome.js';
import { fixture } from '../../fixtures/fixture.js';
import { execute, exited, failed, lost, succeeded } from '../outcomes.js';
import { NOW_MS, SAMPLE_COMMANDS, sampleContext } from '../sample-cluster.js';

type Answers = Readonly<Record<string, StepOutcome>>;

const UNREACHABLE = failed({ kind: 'unreachable', detail: 'connect ETIMEDOUT' });
const MASTER_FILES = [
  '/etc/kubernetes/admin.conf',
  '/etc/kubernetes/kubelet.conf',
  '/etc/kubernetes/manifests/etcd.yaml',
  '/etc/kubernetes/pki/apiserver.crt',
  '/etc/kubernetes/pki/ca.crt',
];
const FINGERPRINT = Array.from({ length: 32 }, () => '0A').join(':');

const EMPTY_HOST: Answers = {
  clock: succeeded({ stdout: `${NOW_MS + 1_250}\n`, tookMs: 500 }),
  hostname: succeeded({ stdout: 'a-host\n' }),
  'machine-id': succeeded({ stdout: '50f924b0cef2415d81811c38839c59cd\n' }),
  'product-uuid': succeeded({ stdout: '50F924B0-CEF2-415D-8181-1C38839C59CD\n' }),
  addresses: succeeded({ stdout: '2: eth0    inet 192.168.56.5/24 brd x scope global eth0\n' }),
  'kubeadm-processes': exited(1),
  files: exited(1, { stderr: "find: '/var/lib/etcd/member': No such file or directory\n" }),
  'kubelet-version': succeeded({ stdout: 'Kubernetes v1.20.2\n' }),
  'kubelet-active': exited(3, { stdout: 'activating\n' }),
  'kubelet-health': exited(7, { stderr: 'curl: (7) Failed to connect\n' }),
  'kubeadm-version': succeeded({ stdout: 'v1.20.2\n' }),
};

const MASTER: Answers = {
  ...EMPTY_HOST,
  files: succeeded({ stdout: `${MASTER_FILES.join('\n')}\n` }),
  'kubelet-active': succeeded({ stdout: 'active\n' }),
  'kubelet-health': succeeded({ stdout: 'ok' }),
  'ca-fingerprint': succeeded({ stdout: `sha256 Fingerprint=${FINGERPRINT}\n` }),
  'api-ready': succeeded({ stdout: 'ok' }),
  'api-ready-via-endpoint': exited(1, { stderr: fixture('kubeadm-1.20/readyz-etcd-failed.stderr') }),
  'etcd-members': succeeded({ stdout: fixture('kubeadm-1.20/etcd-members.stdout') }),
  'etcd-status': succeeded({ stdout: fixture('etcd/3.4-learner-status.stdout') }),
  'etcd-health': succeeded({ stderr: fixture('kubeadm-1.20/endpoint-health.stderr') }),
  'etcd-alarms': succeeded(),
  nodes: succeeded({ stdout: fixture('kubeadm-1.20/nodes.stdout') }),
  tokens: succeeded({ stdout: fixture('kubeadm-1.20/token-list.stdout') }),
  'uploaded-certificates': succeeded(),
  'cluster-info': exited(1, {
    stderr: 'Error from server (NotFound): configmaps "cluster-info" not found\n',
  }),
  'kubeadm-config': exited(1, { stderr: 'Error from server: etcdserver: request timed out\n' }),
  'kube-proxy': succeeded({ stdout: '{"kind":"DaemonSet"}' }),
  coredns: succeeded(),
  certificates: succeeded({ stdout: fixture('kubeadm-1.20/check-expiration.stdout') }),
  'certificate-starts': succeeded({
    stdout: '/etc/kubernetes/pki/etcd/peer.crt\nnotBefore=Nov 22 20:34:00 2026 GMT\n',
  }),
  'kubelet-certificate': succeeded({
    stdout: 'notBefore=Nov 22 20:34:00 2026 GMT\nnotAfter=Nov 22 20:34:00 2027 GMT\n',
  }),
};

function observe(hosts: Readonly<Record<string, Answers | StepOutcome>>): Observation {
  const context = sampleContext({ kubernetesVersion: 'v1.20.2' });
  const command = { ...SAMPLE_COMMANDS.observe, hosts: Object.keys(hosts) };
  const plan = lower(command, context);
  const outcomes = execute(plan, ({ host, key }) => {
    const answers = hosts[host] ?? UNREACHABLE;
    if (isOutcome(answers)) return answers;
    return answers[key.slice(host.length + 1)] ?? exited(127, { stderr: 'command not found' });
  });
  const { facts } = read(command, plan, outcomes, context).report;
  if (facts.kind !== 'observed') throw new Error('nothing observed');
  return facts.observation;
}

function isOutcome(answers: Answers | StepOutcome): answers is StepOutcome {
  return typeof answers.kind === 'string';
}

const LOST: StepOutcome = { kind: 'unknown', cause: 'connection-lost', stdout: '', stderr: '', tookMs: 100 };

describe('a host that holds nothing', () => {
  const { hosts, cluster } = observe({ master1: EMPTY_HOST });
  const host = hosts['master1'];

  it('is reachable, with its identity', () => {
    expect(host).toMatchObject({
      reachable: 'yes',
      identity: {
        hostname: 'a-host',
        productUuid: '50f924b0-cef2-415d-8181-1c38839c59cd',
        addresses: ['192.168.56.5'],
      },
      versions: { kubeadm: 'v1.20.2', kubelet: 'v1.20.2' },
    });
  });

  it('has no identity of which half was lost on the way', () => {
    const [half] = Object.values(observe({ master1: { ...EMPTY_HOST, addresses: LOST } }).hosts);
    expect(half?.reachable).toBe('yes');
    expect(half).not.toHaveProperty('identity');
  });

  it('has a clock that is compared with the middle of the question', () => {
    expect(host?.clockOffsetMs).toBe(1_000);
  });

  it('was seen to have no files, no CA, no kubeadm running, and a kubelet that is not up', () => {
    expect(host).toMatchObject({
      files: [],
      caFingerprint: 'none',
      kubeadmRunning: 'no',
      kubelet: { active: 'no', healthy: 'no' },
      certificates: { known: true, value: [] },
    });
  });

  it('is not asked for what it cannot have', () => {
    expect(host).not.toHaveProperty('apiReady');
    expect(host).not.toHaveProperty('etcd');
    expect(cluster.nodes).toEqual({ known: false, why: 'no master has an admin.conf to ask with' });
    expect(cluster.via).toBeUndefined();
  });
});

describe('a master', () => {
  const { hosts, cluster } = observe({ master1: UNREACHABLE, master2: MASTER, proxy: EMPTY_HOST });

  it('tells its API, its etcd and its certificates', () => {
    expect(hosts['master2']).toMatchObject({
      kubelet: { active: 'yes', healthy: 'yes' },
      caFingerprint: '0a'.repeat(32),
      apiReady: 'yes',
      apiReadyViaEndpoint: 'no',
      etcd: { healthy: 'yes', memberId: '3f1f3c49740f857d', alarms: { known: true, value: [] } },
    });
    const certificates = hosts['master2']?.certificates;
    expect(certificates?.known && certificates.value.filter((one) => one.validFromMs !== undefined)).toEqual(
      ['etcd-peer', 'kubelet-client'].map((name) => ({
        name,
        authority: false,
        validFromMs: Date.parse('2026-11-22T20:34:00Z'),
        expiresAtMs: Date.parse('2027-11-22T20:34:00Z'),
      })),
    );
  });

  it('answers for the cluster when the first cannot be reached', () => {
    expect(cluster).toMatchObject({
      via: 'master2',
      nodes: { known: true },
      tokens: { known: true },
      signedTokenIds: { known: true, value: null },
      uploadedCertificates: { known: true, value: null },
      addons: { known: true, value: { kubeProxy: true, coreDns: false } },
      recorded: { known: false, why: 'Error from server: etcdserver: request timed out' },
    });
  });

  it('is not reachable when no connection could be made, and nothing is said about it', () => {
    expect(hosts['master1']).toMatchObject({
      reachable: 'no',
      detail: 'connect ETIMEDOUT',
      kubeadmRunning: 'unknown',
      kubelet: { active: 'unknown', healthy: 'unknown' },
    });
    expect(hosts['master1']).not.toHaveProperty('files');
    expect(hosts['master1']).not.toHaveProperty('caFingerprint');
  });

  it('keeps no secret of what was printed', () => {
    expect(JSON.stringify({ hosts, cluster })).not.toMatch(/9vg9onmbzmevwtqa|drbabd0jiix4mgjd/);
  });
});

it('does not know whether a host is reachable whose every answer was lost', () => {
  expect(observe({ master1: lost() }).hosts['master1']).toMatchObject({
    reachable: 'unknown',
    detail: 'no answer: connection-lost',
    kubeadmRunning: 'unknown',
  });
});

describe('the certificate of the kubelet', () => {
  const CURRENT = '/var/lib/kubelet/pki/kubelet-client-current.pem';
  const told = (files: StepOutcome) => observe({ master1: { ...MASTER, files } }).hosts['master1'];

  it('is there when find lists it; it is none of the files of kubeadm', () => {
    const host = told(succeeded({ stdout: `${[...MASTER_FILES, CURRENT].join('\n')}\n` }));
    expect(host?.kubelet?.hasCertificate).toBe('yes');
    expect(host?.files).toEqual(MASTER_FILES);
  });

  it('is absent when find says so', () => {
    const stderr = `find: ‘${CURRENT}’: No such file or directory\n`;
    const host = told(exited(1, { stdout: `${MASTER_FILES.join('\n')}\n`, stderr }));
    expect(host?.kubelet?.hasCertificate).toBe('no');
    expect(host?.files).toEqual(MASTER_FILES);
  });

  it('is not told by an answer to a question that did not name it, nor by none', () => {
    for (const files of [succeeded({ stdout: `${MASTER_FILES.join('\n')}\n` }), LOST])
      expect(told(files)?.kubelet).not.toHaveProperty('hasCertificate');
  });
});

it('does not know the files when find complained about anything but an absent path', () => {
  const denied = exited(1, { stderr: "find: '/etc/kubernetes/pki': Input/output error\n" });
  const host = observe({ master1: { ...EMPTY_HOST, files: denied } }).hosts['master1'];
  expect(host).not.toHaveProperty('files');
  expect(host).not.toHaveProperty('caFingerprint');
  expect(host?.certificates).toEqual({ known: false, why: 'the files on the host are not known' });
});

it('does not know whether the API is ready when kubectl is not there to ask', () => {
  const without = { ...MASTER, 'api-ready': exited(127, { stderr: 'kubectl: command not found' }) };
  expect(observe({ master1: without }).hosts['master1']?.apiReady).toBe('unknown');
});

it('sees a kubeadm that still runs', () => {
  const busy = { ...EMPTY_HOST, 'kubeadm-processes': succeeded({ stdout: '4711\n' }) };
  expect(observe({ master1: busy }).hosts['master1']?.kubeadmRunning).toBe('yes');
});
