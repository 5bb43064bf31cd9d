import type { HostObservation } from '@quorate/core';
import { DATA_DIRECTORY } from '../etcd/storage.js';
import type { Disk } from '../host/disk.js';
import type { Host } from '../host/host.js';
import { CNI_CONFIG } from '../kubernetes/kubelet/assigned-pods.js';
import { CLIENT_PEM, KUBELET_CONFIG } from '../kubernetes/kubelet/kubelet-files.js';
import { parseKubeconfig, renderKubeconfig } from '../pki/kubeconfig.js';
import { decodeBootstrapToken } from '../kubernetes/bootstrap-token.js';
import type { KubeObject } from '../kubernetes/client.js';
import type { Assumptions } from './assumptions.js';
import { writeValidity } from './certificates-as-seen.js';
import { withInitialCluster, writeEtcdData } from './etcd-as-seen.js';
import { prefixOf } from './registry-facts.js';
import type { SeenCluster } from './seen-cluster.js';
import type { SeenHost } from './seen-host.js';
import {
  BOOTSTRAP_CONF,
  isEtcdData,
  isHalfBootstrapped,
  KUBELET_CONF,
  MANIFESTS,
  runsContainers,
} from './seen-host.js';

const ETCD_MANIFEST = `${MANIFESTS}etcd.yaml`;
const KUBELET_FILES = '/var/lib/kubelet';

/** Puts on a disk what was seen there: names from the look, contents from the finished cluster that it belongs to. */
export function writeDisk(
  host: Host,
  seenHost: SeenHost,
  cluster: SeenCluster,
  ready: boolean,
  assumptions: Assumptions,
): void {
  const source = cluster.template.world.host(host.name).disk;
  const files = seenHost.files ?? [
    ...source.filesBelow('/etc/kubernetes'),
    ...source.filesBelow(`${DATA_DIRECTORY}/member`),
  ];
  if (seenHost.files === undefined)
    assumptions.add(`nobody could look at ${host.name}: taken to be complete, as the cluster names it`);
  for (const path of files) {
    if (isEtcdData(path)) continue;
    const file = source.read(path);
    const content = path === BOOTSTRAP_CONF ? bootstrapConf(cluster) : (file?.content ?? '');
    host.disk.write(path, content, { mode: file?.mode ?? 0o600 });
  }
  if (files.some(isEtcdData)) writeEtcdData(host, seenHost, cluster, assumptions);
  else writeManifestWithoutData(host, seenHost, cluster);
  writeKubeletFiles(host, seenHost, cluster, ready);
  if (isHalfBootstrapped(seenHost) && !host.disk.exists(BOOTSTRAP_CONF))
    assumptions.add(
      `${host.name}: its kubelet has no certificate, and nobody can see its token: it ends at each start`,
    );
  const { certificates } = seenHost.seen ?? {};
  if (certificates?.known === true) writeValidity(host.disk, certificates.value);
}

function writeManifestWithoutData(host: Host, seenHost: SeenHost, { members, hosts }: SeenCluster): void {
  const manifest = host.disk.read(ETCD_MANIFEST);
  if (manifest === undefined) return;
  const content = withInitialCluster(manifest.content, seenHost, members, hosts);
  host.disk.write(ETCD_MANIFEST, content, { mode: manifest.mode });
}

/** What lies outside the folders that a look lists: the kubelet's own files, and those of a CNI. */
function writeKubeletFiles(host: Host, seenHost: SeenHost, { template }: SeenCluster, ready: boolean): void {
  const { seen } = seenHost;
  const source = template.world.host(host.name).disk;
  const { disk } = host;
  const wasStarted = seen?.reachable !== 'yes' || seen.kubelet?.active === 'yes' || runsContainers(seenHost);
  const hasManifests = disk.filesBelow(MANIFESTS.slice(0, -1)).length > 0;
  if (wasStarted || hasManifests)
    for (const path of source.filesBelow(KUBELET_FILES)) {
      const file = source.read(path);
      if (file !== undefined && path !== CLIENT_PEM) disk.write(path, file.content, { mode: file.mode });
    }
  const pem = source.text(CLIENT_PEM);
  if (pem !== undefined && disk.exists(KUBELET_CONF) && !isHalfBootstrapped(seenHost)) {
    if (hasOwnCertificate(seen)) disk.write(CLIENT_PEM, pem, { mode: 0o600 });
    else embedCertificate(disk, pem);
  }
  if (!ready || !disk.exists(KUBELET_CONFIG)) return;
  const configured = source.filesBelow(CNI_CONFIG);
  for (const path of configured) disk.write(path, source.text(path) ?? '');
  if (configured.length === 0) disk.write(`${CNI_CONFIG}/10-as-seen.conflist`, '{}\n');
}

function hasOwnCertificate(seen: HostObservation | undefined): boolean {
  const { hasCertificate = 'unknown' } = seen?.kubelet ?? {};
  if (hasCertificate !== 'unknown') return hasCertificate === 'yes';
  const certificates = seen?.certificates;
  return certificates?.known !== true || certificates.value.some(({ name }) => name === 'kubelet-client');
}

/** As kubeadm init writes it: the kubelet moves the certificate to its own store when it starts. */
function embedCertificate(disk: Disk, pem: string): void {
  const config = parseKubeconfig(disk.text(KUBELET_CONF) ?? '');
  if (config?.clientCertificateFile === undefined) return;
  const { clientCertificateFile: _own, ...rest } = config;
  const keyAt = pem.indexOf('-----BEGIN RSA PRIVATE KEY');
  const embedded = { ...rest, clientCertificatePem: pem.slice(0, keyAt), clientKeyPem: pem.slice(keyAt) };
  disk.write(KUBELET_CONF, renderKubeconfig(embedded), { mode: 0o600 });
}

/** With the token that was seen last; whether it is the one that was used nobody can see. */
function bootstrapConf({ template, keys }: SeenCluster): string {
  const admin = [...template.world.hosts.values()].flatMap(
    ({ disk }) => parseKubeconfig(disk.text(KUBELET_CONF) ?? '') ?? [],
  )[0];
  const tokens = keys
    .range(prefixOf('Secret', 'kube-system'))
    .flatMap(({ value }) => decodeBootstrapToken(value as KubeObject) ?? [])
    .filter(({ authentication }) => authentication);
  const token = tokens.at(-1);
  if (admin === undefined) return '';
  return renderKubeconfig({
    server: admin.server,
    caPem: admin.caPem,
    user: 'tls-bootstrap-token-user',
    token: token === undefined ? 'aaaaaa.0000000000000000' : `${token.id}.${token.secret}`,
  });
}
