import { parse } from 'yaml';
import type { JsonObject } from '../../kubernetes/json.js';
import { asArray, asObject, asString, at, isObject } from '../../kubernetes/json.js';
import { DATA_DIRECTORY } from '../../etcd/storage.js';
import { parseBlockYaml } from '../../kubernetes/kubelet/block-yaml.js';
import { AUTHORITY_LIFETIME_US, LEAF_LIFETIME_US } from '../../pki/authority.js';
import { seconds } from '../../engine/scheduler.js';
import type { World } from '../../world/world.js';
import { goDuration, parseGoDuration } from '../text/go-duration.js';
import type { VersionProfile } from '../version-profile.js';
import type { ClusterConfiguration, EtcdConfig, ExtraArg } from './kubeadm-config.js';

const DEFAULT_CONTROL_PLANE_TIMEOUT_US = seconds(240);
export const DEFAULT_BIND_PORT = 6443;
const AUTHORIZATION_MODE: ExtraArg = { name: 'authorization-mode', value: 'Node,RBAC' };

/** Reads a ClusterConfiguration of any API version; what is absent takes kubeadm's defaults. */
export function readClusterConfiguration(
  body: JsonObject,
  profile: VersionProfile,
  version: string,
): ClusterConfiguration {
  const networking = asObject(body['networking']);
  const apiServer = asObject(body['apiServer']);
  const podSubnet = asString(networking['podSubnet']);
  const endpoint = asString(body['controlPlaneEndpoint']);
  const gates: Record<string, boolean> = {};
  for (const [gate, on] of Object.entries(asObject(body['featureGates']))) gates[gate] = on === true;
  return {
    kubernetesVersion: asString(body['kubernetesVersion']) ?? version,
    clusterName: asString(body['clusterName']) ?? 'kubernetes',
    ...(endpoint === undefined || endpoint === '' ? {} : { controlPlaneEndpoint: withPort(endpoint) }),
    certificatesDir: asString(body['certificatesDir']) ?? '/etc/kubernetes/pki',
    imageRepository: asString(body['imageRepository']) ?? profile.cluster.imageRepository,
    serviceSubnet: asString(networking['serviceSubnet']) ?? '10.96.0.0/12',
    ...(podSubnet === undefined ? {} : { podSubnet }),
    dnsDomain: asString(networking['dnsDomain']) ?? 'cluster.local',
    apiServerCertSans: texts(apiServer['certSANs']),
    extraArgs: {
      apiServer: readExtraArgs(apiServer['extraArgs']),
      controllerManager: readExtraArgs(at(body['controllerManager'], 'extraArgs')),
      scheduler: readExtraArgs(at(body['scheduler'], 'extraArgs')),
    },
    etcd: readEtcd(asObject(body['etcd'])),
    featureGates: gates,
    certificateLifetimeUs: duration(body['certificateValidityPeriod'], LEAF_LIFETIME_US),
    authorityLifetimeUs: duration(body['caCertificateValidityPeriod'], AUTHORITY_LIFETIME_US),
    controlPlaneTimeoutUs: duration(apiServer['timeoutForControlPlane'], DEFAULT_CONTROL_PLANE_TIMEOUT_US),
  };
}

/** A host without a port means the apiserver's default port. */
export function withPort(endpoint: string): string {
  return /:\d+$/.test(endpoint) ? endpoint : `${endpoint}:${String(DEFAULT_BIND_PORT)}`;
}

/** A map up to v1beta3, a list of name and value from v1beta4. */
export function readExtraArgs(value: unknown): readonly ExtraArg[] {
  if (isObject(value)) return Object.entries(value).map(([name, text]) => ({ name, value: String(text) }));
  return asArray(value).flatMap((item) => {
    const name = asString(at(item, 'name'));
    return name === undefined ? [] : [{ name, value: asString(at(item, 'value')) ?? '' }];
  });
}

export function texts(value: unknown): readonly string[] {
  return asArray(value).flatMap((item) => (typeof item === 'string' ? [item] : []));
}

export function duration(value: unknown, otherwiseUs: number): number {
  return typeof value === 'string' ? (parseGoDuration(value) ?? otherwiseUs) : otherwiseUs;
}

function readEtcd(etcd: JsonObject): EtcdConfig {
  const external = etcd['external'];
  if (isObject(external)) {
    return {
      kind: 'external',
      endpoints: texts(external['endpoints']),
      caFile: asString(external['caFile']) ?? '',
      certFile: asString(external['certFile']) ?? '',
      keyFile: asString(external['keyFile']) ?? '',
    };
  }
  const local = asObject(etcd['local']);
  const imageRepository = asString(local['imageRepository']);
  const imageTag = asString(local['imageTag']);
  return {
    kind: 'local',
    dataDir: asString(local['dataDir']) ?? DATA_DIRECTORY,
    ...(imageRepository === undefined ? {} : { imageRepository }),
    ...(imageTag === undefined ? {} : { imageTag }),
    extraArgs: readExtraArgs(local['extraArgs']),
    serverCertSans: texts(local['serverCertSANs']),
    peerCertSans: texts(local['peerCertSANs']),
  };
}

/** The text stored under `ClusterConfiguration` in ConfigMap kubeadm-config, keys sorted as Go's marshaller sorts them. */
export function renderClusterConfiguration(config: ClusterConfiguration, profile: VersionProfile): string {
  const list = profile.config.writes === 'v1beta4';
  const lines = ['apiServer:'];
  const sans = config.apiServerCertSans;
  if (sans.length > 0) lines.push('  certSANs:', ...sans.map((san) => `  - ${san}`));
  const given = config.extraArgs.apiServer;
  // Up to v1beta3 the default becomes part of what is stored, once.
  const stored =
    list || given.some(({ name }) => name === AUTHORIZATION_MODE.name)
      ? given
      : [AUTHORIZATION_MODE, ...given];
  if (stored.length > 0) lines.push(...renderExtraArgs(stored, list, '  '));
  if (!list) lines.push(`  timeoutForControlPlane: ${goDuration(config.controlPlaneTimeoutUs)}`);
  if (lines.length === 1) lines[0] = 'apiServer: {}';
  lines.push(`apiVersion: kubeadm.k8s.io/${profile.config.writes}`);
  if (list) lines.push(`caCertificateValidityPeriod: ${goDuration(config.authorityLifetimeUs)}`);
  if (list) lines.push(`certificateValidityPeriod: ${goDuration(config.certificateLifetimeUs)}`);
  lines.push(`certificatesDir: ${config.certificatesDir}`, `clusterName: ${config.clusterName}`);
  if (config.controlPlaneEndpoint !== undefined)
    lines.push(`controlPlaneEndpoint: ${config.controlPlaneEndpoint}`);
  lines.push(...component('controllerManager', config.extraArgs.controllerManager, list));
  lines.push(...(profile.config.writes === 'v1beta2' ? ['dns:', '  type: CoreDNS'] : ['dns: {}']));
  if (list) lines.push('encryptionAlgorithm: RSA-2048');
  lines.push(...renderEtcd(config.etcd, list));
  const gates = Object.entries(config.featureGates);
  if (gates.length > 0) lines.push('featureGates:', ...gates.map(([gate, on]) => `  ${gate}: ${String(on)}`));
  lines.push(`imageRepository: ${config.imageRepository}`, 'kind: ClusterConfiguration');
  lines.push(
    `kubernetesVersion: ${config.kubernetesVersion}`,
    'networking:',
    `  dnsDomain: ${config.dnsDomain}`,
  );
  if (config.podSubnet !== undefined) lines.push(`  podSubnet: ${config.podSubnet}`);
  lines.push(`  serviceSubnet: ${config.serviceSubnet}`);
  if (list) lines.push('proxy: {}');
  lines.push(...component('scheduler', config.extraArgs.scheduler, list), '');
  return lines.join('\n');
}

function component(name: string, args: readonly ExtraArg[], list: boolean): readonly string[] {
  return args.length === 0 ? [`${name}: {}`] : [`${name}:`, ...renderExtraArgs(args, list, '  ')];
}

function renderEtcd(etcd: EtcdConfig, list: boolean): readonly string[] {
  if (etcd.kind === 'external') {
    return [
      'etcd:',
      '  external:',
      `    caFile: ${etcd.caFile}`,
      `    certFile: ${etcd.certFile}`,
      '    endpoints:',
      ...etcd.endpoints.map((endpoint) => `    - ${endpoint}`),
      `    keyFile: ${etcd.keyFile}`,
    ];
  }
  return [
    'etcd:',
    '  local:',
    `    dataDir: ${etcd.dataDir}`,
    ...(etcd.extraArgs.length === 0 ? [] : renderExtraArgs(etcd.extraArgs, list, '    ')),
    ...(etcd.imageRepository === undefined ? [] : [`    imageRepository: ${etcd.imageRepository}`]),
    ...(etcd.imageTag === undefined ? [] : [`    imageTag: ${etcd.imageTag}`]),
    ...sansOf('peerCertSANs', etcd.peerCertSans),
    ...sansOf('serverCertSANs', etcd.serverCertSans),
  ];
}

function sansOf(name: string, sans: readonly string[]): readonly string[] {
  return sans.length === 0 ? [] : [`    ${name}:`, ...sans.map((san) => `    - ${san}`)];
}

function renderExtraArgs(args: readonly ExtraArg[], list: boolean, indent: string): readonly string[] {
  const lines = [`${indent}extraArgs:`];
  for (const { name, value } of args) {
    if (list) lines.push(`${indent}- name: ${name}`, `${indent}  value: ${JSON.stringify(value)}`);
    else lines.push(`${indent}  ${name}: ${JSON.stringify(value)}`);
  }
  return lines;
}

const parsed = new WeakMap<World, Map<string, JsonObject>>();

/** The parsed `ClusterConfiguration` of kubeadm-config; every joiner reads the same text, so it is parsed once a world. */
export function parseStoredConfiguration(world: World, text: string): JsonObject {
  let known = parsed.get(world);
  if (known === undefined) {
    known = new Map();
    parsed.set(world, known);
  }
  const existing = known.get(text);
  if (existing !== undefined) return existing;
  const body = asObject(parseBlockYaml(text) ?? parse(text));
  known.set(text, body);
  return body;
}
