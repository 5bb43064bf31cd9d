import { MICROS_PER_SECOND } from '../../engine/scheduler.js';
import type { Micros } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { formatRfc3339 } from '../../kubernetes/rfc3339.js';
import { decodeCertificate } from '../../pki/certificate.js';
import { parseKubeconfig } from '../../pki/kubeconfig.js';
import { clientFromFile } from '../cluster/kube-access.js';
import { fetchClusterConfiguration } from '../cluster/stored-configuration.js';
import type { Flags, FlagSet } from '../config/flags.js';
import { parseFlags } from '../config/flags.js';
import { lookUpVersion, readInitConfiguration } from '../config/init-configuration.js';
import type { Attempt, Failure } from '../failure.js';
import { success } from '../failure.js';
import { ADMIN_CONF, KUBERNETES_DIR } from '../phases/node-setup.js';
import type { KubeadmRun } from '../run.js';
import type { ExpirationRow } from '../text/expiration-table.js';
import { expirationTables } from '../text/expiration-table.js';

const FLAGS: FlagSet = {
  kinds: { config: 'value', 'cert-dir': 'value', kubeconfig: 'value', v: 'value' },
};
const FLAGS_WITH_OUTPUT: FlagSet = {
  kinds: { ...FLAGS.kinds, output: 'value' },
  shorthands: { o: 'output' },
};

const LEAVES: readonly (readonly [name: string, base: string, authority: string])[] = [
  ['admin.conf', '', ''],
  ['apiserver', 'apiserver', 'ca'],
  ['apiserver-etcd-client', 'apiserver-etcd-client', 'etcd-ca'],
  ['apiserver-kubelet-client', 'apiserver-kubelet-client', 'ca'],
  ['controller-manager.conf', '', ''],
  ['etcd-healthcheck-client', 'etcd/healthcheck-client', 'etcd-ca'],
  ['etcd-peer', 'etcd/peer', 'etcd-ca'],
  ['etcd-server', 'etcd/server', 'etcd-ca'],
  ['front-proxy-client', 'front-proxy-client', 'front-proxy-ca'],
  ['scheduler.conf', '', ''],
  ['super-admin.conf', '', ''],
];
const AUTHORITIES: readonly (readonly [name: string, base: string])[] = [
  ['ca', 'ca'],
  ['etcd-ca', 'etcd/ca'],
  ['front-proxy-ca', 'front-proxy-ca'],
];

const DEFAULT_CERTIFICATES_DIR = '/etc/kubernetes/pki';

/** `kubeadm certs check-expiration|certificate-key`. */
export function* certs(run: KubeadmRun, argv: readonly string[]): Task<Failure | undefined> {
  const [verb = '', ...rest] = argv;
  switch (verb) {
    case 'certificate-key':
      run.out(run.rng.hex(64));
      return undefined;
    case 'check-expiration':
      return yield* checkExpiration(run, rest);
    default:
      return { cause: `unknown command ${JSON.stringify(verb)} for "kubeadm certs"` };
  }
}

function* checkExpiration(run: KubeadmRun, argv: readonly string[]): Task<Failure | undefined> {
  const flags = parseFlags(argv, run.profile.text.expirationJson ? FLAGS_WITH_OUTPUT : FLAGS);
  if (!flags.ok) return flags.failure;
  const output = flags.value.value('output') ?? 'text';
  if (output !== 'text' && output !== 'json' && output !== 'yaml')
    return { cause: `invalid output format: ${output}` };
  const quiet = output !== 'text';
  const folder = flags.value.has('config')
    ? folderOfFile(run, flags.value)
    : success(yield* folderOfCluster(run, flags.value, quiet));
  if (!folder.ok) return folder.failure;
  const pki = flags.value.value('cert-dir') ?? folder.value;
  const leaves = LEAVES.filter(
    ([name]) => name !== 'super-admin.conf' || run.profile.files.superAdminConf,
  ).map(([name, base, authority]): ExpirationRow => ({
    name,
    authority: authority === '' ? run.profile.text.kubeconfigAuthority : authority,
    ...expiry(base === '' ? embedded(run, name) : file(run, `${pki}/${base}.crt`)),
  }));
  const authorities = AUTHORITIES.map(([name, base]): ExpirationRow => ({
    name,
    ...expiry(file(run, `${pki}/${base}.crt`)),
  }));
  const nowUs = run.host.clock();
  if (!quiet) run.out('', ...expirationTables(leaves, authorities, nowUs));
  else if (output === 'json') run.out(JSON.stringify(information(leaves, authorities, nowUs), undefined, 4));
  else run.out(...yamlLines(information(leaves, authorities, nowUs)));
  return undefined;
}

/** With a configuration neither the cluster nor the internet is asked. */
function folderOfFile(run: KubeadmRun, flags: Flags): Attempt<string> {
  const config = readInitConfiguration(run, flags);
  return config.ok ? success(config.value.cluster.certificatesDir) : config;
}

function* folderOfCluster(run: KubeadmRun, flags: Flags, quiet: boolean): Task<string> {
  const reading = run.profile.text.readingConfig.map((line) =>
    line.replace('[preflight]', '[check-expiration]'),
  );
  if (!quiet) run.out(...reading);
  const kube = clientFromFile(run, flags.value('kubeconfig') ?? ADMIN_CONF);
  const stored = kube.ok ? yield* fetchClusterConfiguration(run, kube.value) : kube;
  if (stored.ok) return stored.value.certificatesDir;
  if (!quiet) {
    run.out(
      '[check-expiration] Error reading configuration from the Cluster. Falling back to default configuration',
    );
  }
  yield* lookUpVersion(run, { versionIsGuessed: true });
  return DEFAULT_CERTIFICATES_DIR;
}

function expiry(pem: string | undefined): { readonly expiresUs?: Micros } {
  const certificate = decodeCertificate(pem ?? '');
  return certificate === undefined ? {} : { expiresUs: certificate.notAfterUs };
}

function file(run: KubeadmRun, path: string): string | undefined {
  return run.host.disk.text(path);
}

function embedded(run: KubeadmRun, name: string): string | undefined {
  return parseKubeconfig(run.host.disk.text(`${KUBERNETES_DIR}/${name}`) ?? '')?.clientCertificatePem;
}

interface Information {
  readonly kind: 'CertificateExpirationInfo';
  readonly apiVersion: string;
  readonly certificates: readonly Readonly<Record<string, string | number | boolean>>[];
  readonly certificateAuthorities: readonly Readonly<Record<string, string | number | boolean>>[];
}

function information(
  leaves: readonly ExpirationRow[],
  authorities: readonly ExpirationRow[],
  nowUs: Micros,
): Information {
  return {
    kind: 'CertificateExpirationInfo',
    apiVersion: 'output.kubeadm.k8s.io/v1alpha3',
    certificates: leaves.map((row) => entry(row, nowUs)),
    certificateAuthorities: authorities.map((row) => entry(row, nowUs)),
  };
}

function entry(row: ExpirationRow, nowUs: Micros): Readonly<Record<string, string | number | boolean>> {
  const { name, expiresUs, authority } = row;
  return {
    name,
    ...(expiresUs === undefined
      ? {}
      : {
          expirationDate: formatRfc3339(expiresUs),
          residualTime: Math.floor((expiresUs - nowUs) / MICROS_PER_SECOND),
        }),
    externallyManaged: false,
    ...(authority === undefined ? {} : { caName: authority }),
    ...(expiresUs === undefined ? { missing: true } : {}),
  };
}

function yamlLines(info: Information): readonly string[] {
  const items = (list: Information['certificates']): readonly string[] =>
    list.flatMap((item) =>
      Object.entries(item).map(
        ([key, value], index) => `${index === 0 ? '- ' : '  '}${key}: ${JSON.stringify(value)}`,
      ),
    );
  return [
    `apiVersion: ${info.apiVersion}`,
    'certificateAuthorities:',
    ...items(info.certificateAuthorities),
    'certificates:',
    ...items(info.certificates),
    `kind: ${info.kind}`,
  ];
}
