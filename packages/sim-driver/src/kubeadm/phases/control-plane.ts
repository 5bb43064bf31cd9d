import type { Phase } from '../run.js';
import { localServer, MANIFESTS_DIR } from './node-setup.js';
import type { NodeSetup } from './node-setup.js';
import type { StaticPodPlan } from './static-pod.js';
import { mergeArgs, writeManifest } from './static-pod.js';

type Component = 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';
const COMPONENTS: readonly (readonly [phase: string, component: Component])[] = [
  ['apiserver', 'kube-apiserver'],
  ['controller-manager', 'kube-controller-manager'],
  ['scheduler', 'kube-scheduler'],
];

/** `control-plane` of init, `control-plane-prepare/control-plane` of join. */
export function controlPlanePhase(): Phase<NodeSetup> {
  return {
    name: 'control-plane',
    *run({ run }) {
      run.out(`[control-plane] Using manifest folder "${MANIFESTS_DIR}"`);
      return undefined;
    },
    phases: COMPONENTS.map(([name, component]) => ({
      name,
      *run(setup: NodeSetup) {
        setup.run.out(`[control-plane] Creating static Pod manifest for "${component}"`);
        yield* writeManifest(setup.run, setup.cluster, componentPod(setup, component));
        return undefined;
      },
    })),
  };
}

function componentPod(setup: NodeSetup, component: Component): StaticPodPlan {
  const { cluster, local } = setup;
  const image = `${cluster.imageRepository}/${component}:${cluster.kubernetesVersion}`;
  switch (component) {
    case 'kube-apiserver':
      return {
        component,
        image,
        annotations: {
          'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': localServer(local).slice(
            'https://'.length,
          ),
        },
        args: mergeArgs(apiserverArgs(setup), cluster.extraArgs.apiServer),
        liveness: { host: local.advertiseAddress, port: local.bindPort, path: '/livez', scheme: 'HTTPS' },
      };
    case 'kube-controller-manager':
      return {
        component,
        image,
        annotations: {},
        args: mergeArgs(controllerManagerArgs(setup), cluster.extraArgs.controllerManager),
        liveness: { host: '127.0.0.1', port: 10257, path: '/healthz', scheme: 'HTTPS' },
      };
    case 'kube-scheduler':
      return {
        component,
        image,
        annotations: {},
        args: mergeArgs(SCHEDULER_ARGS, cluster.extraArgs.scheduler),
        liveness: { host: '127.0.0.1', port: 10259, path: '/healthz', scheme: 'HTTPS' },
      };
  }
}

function apiserverArgs({ cluster, local }: NodeSetup): Readonly<Record<string, string>> {
  const pki = cluster.certificatesDir;
  const etcd =
    cluster.etcd.kind === 'external'
      ? {
          'etcd-cafile': cluster.etcd.caFile,
          'etcd-certfile': cluster.etcd.certFile,
          'etcd-keyfile': cluster.etcd.keyFile,
          'etcd-servers': cluster.etcd.endpoints.join(','),
        }
      : {
          'etcd-cafile': `${pki}/etcd/ca.crt`,
          'etcd-certfile': `${pki}/apiserver-etcd-client.crt`,
          'etcd-keyfile': `${pki}/apiserver-etcd-client.key`,
          'etcd-servers': 'https://127.0.0.1:2379',
        };
  return {
    'advertise-address': local.advertiseAddress,
    'allow-privileged': 'true',
    'authorization-mode': 'Node,RBAC',
    'client-ca-file': `${pki}/ca.crt`,
    'enable-admission-plugins': 'NodeRestriction',
    'enable-bootstrap-token-auth': 'true',
    'kubelet-client-certificate': `${pki}/apiserver-kubelet-client.crt`,
    'kubelet-client-key': `${pki}/apiserver-kubelet-client.key`,
    'kubelet-preferred-address-types': 'InternalIP,ExternalIP,Hostname',
    'proxy-client-cert-file': `${pki}/front-proxy-client.crt`,
    'proxy-client-key-file': `${pki}/front-proxy-client.key`,
    'requestheader-allowed-names': 'front-proxy-client',
    'requestheader-client-ca-file': `${pki}/front-proxy-ca.crt`,
    'secure-port': String(local.bindPort),
    'service-account-issuer': `https://kubernetes.default.svc.${cluster.dnsDomain}`,
    'service-account-key-file': `${pki}/sa.pub`,
    'service-account-signing-key-file': `${pki}/sa.key`,
    'service-cluster-ip-range': cluster.serviceSubnet,
    'tls-cert-file': `${pki}/apiserver.crt`,
    'tls-private-key-file': `${pki}/apiserver.key`,
    ...etcd,
  };
}

function controllerManagerArgs({ cluster }: NodeSetup): Readonly<Record<string, string>> {
  const pki = cluster.certificatesDir;
  const conf = '/etc/kubernetes/controller-manager.conf';
  return {
    'authentication-kubeconfig': conf,
    'authorization-kubeconfig': conf,
    'bind-address': '127.0.0.1',
    'client-ca-file': `${pki}/ca.crt`,
    'cluster-name': cluster.clusterName,
    'cluster-signing-cert-file': `${pki}/ca.crt`,
    'cluster-signing-key-file': `${pki}/ca.key`,
    controllers: '*,bootstrapsigner,tokencleaner',
    kubeconfig: conf,
    'leader-elect': 'true',
    'requestheader-client-ca-file': `${pki}/front-proxy-ca.crt`,
    'root-ca-file': `${pki}/ca.crt`,
    'service-account-private-key-file': `${pki}/sa.key`,
    'use-service-account-credentials': 'true',
    ...(cluster.podSubnet === undefined
      ? {}
      : {
          'allocate-node-cidrs': 'true',
          'cluster-cidr': cluster.podSubnet,
          'service-cluster-ip-range': cluster.serviceSubnet,
        }),
  };
}

const SCHEDULER_ARGS = {
  'authentication-kubeconfig': '/etc/kubernetes/scheduler.conf',
  'authorization-kubeconfig': '/etc/kubernetes/scheduler.conf',
  'bind-address': '127.0.0.1',
  kubeconfig: '/etc/kubernetes/scheduler.conf',
  'leader-elect': 'true',
};
