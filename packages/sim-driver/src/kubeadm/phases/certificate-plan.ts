import { rememberPer } from '../../engine/remember.js';
import type { Subject } from '../../pki/authority.js';
import { endpointHost, firstServiceAddress } from '../config/kubeadm-config.js';
import { isAddress } from '../config/init-configuration.js';
import type { NodeSetup } from './node-setup.js';

export type AuthorityName = 'ca' | 'front-proxy-ca' | 'etcd/ca';

export interface AuthorityPlan {
  readonly kind: 'authority';
  /** Path below the certificates directory, without `.crt`. */
  readonly base: AuthorityName;
  /** Name of the phase. */
  readonly phase: string;
  readonly commonName: string;
}

export interface LeafPlan {
  readonly kind: 'leaf';
  readonly base: string;
  readonly phase: string;
  readonly authority: AuthorityName;
  readonly subject: Subject;
  /** Serving certificates: their names are printed. */
  readonly serving: boolean;
}

export type CertificatePlan = AuthorityPlan | LeafPlan;

/** Every certificate of a control-plane host in the order of `kubeadm init`; those of etcd only when it is stacked. */
export const certificatePlans = rememberPer(plan);

function plan(setup: NodeSetup): readonly CertificatePlan[] {
  const { run, cluster, node, local } = setup;
  const etcdOrganizations = organizations(run.profile.files.etcdClientOrganization);
  const front: readonly CertificatePlan[] = [
    { kind: 'authority', base: 'ca', phase: 'ca', commonName: 'kubernetes' },
    leaf('apiserver', 'ca', apiserverSubject(setup), true),
    leaf('apiserver-kubelet-client', 'ca', {
      commonName: 'kube-apiserver-kubelet-client',
      organizations: [run.profile.files.adminOrganization],
    }),
    { kind: 'authority', base: 'front-proxy-ca', phase: 'front-proxy-ca', commonName: 'front-proxy-ca' },
    leaf('front-proxy-client', 'front-proxy-ca', { commonName: 'front-proxy-client' }),
  ];
  const { etcd } = cluster;
  if (etcd.kind === 'external') return front;
  const member = (sans: readonly string[]): Subject => ({
    commonName: node.name,
    dnsNames: ['localhost', node.name, ...sans.filter((san) => !isAddress(san))],
    ipAddresses: [local.advertiseAddress, '127.0.0.1', '::1', ...sans.filter(isAddress)],
  });
  return [
    ...front,
    { kind: 'authority', base: 'etcd/ca', phase: 'etcd-ca', commonName: 'etcd-ca' },
    leaf('etcd/server', 'etcd/ca', member(etcd.serverCertSans), true),
    leaf('etcd/peer', 'etcd/ca', member(etcd.peerCertSans), true),
    leaf('etcd/healthcheck-client', 'etcd/ca', {
      commonName: 'kube-etcd-healthcheck-client',
      organizations: etcdOrganizations,
    }),
    leaf('apiserver-etcd-client', 'etcd/ca', {
      commonName: 'kube-apiserver-etcd-client',
      organizations: etcdOrganizations,
    }),
  ];
}

function leaf(base: string, authority: AuthorityName, subject: Subject, serving = false): LeafPlan {
  return { kind: 'leaf', base, phase: base.replace('/', '-'), authority, subject, serving };
}

function organizations(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name];
}

function apiserverSubject({ cluster, node, local }: NodeSetup): Subject {
  const services = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  const names = [...services, `kubernetes.default.svc.${cluster.dnsDomain}`, node.name];
  const addresses = [firstServiceAddress(cluster.serviceSubnet), local.advertiseAddress];
  const endpoint = cluster.controlPlaneEndpoint;
  const extra = [...(endpoint === undefined ? [] : [endpointHost(endpoint)]), ...cluster.apiServerCertSans];
  return {
    commonName: 'kube-apiserver',
    dnsNames: [...new Set([...names, ...extra.filter((san) => !isAddress(san)).sort()])],
    ipAddresses: [...new Set([...addresses, ...extra.filter(isAddress)])],
  };
}
