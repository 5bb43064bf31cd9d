import type { NewKubeObject } from '../../kubernetes/client.js';
import { applyAll } from '../cluster/kube-access.js';
import { clusterRoleBinding, groups } from '../cluster/rbac.js';
import { dnsAddress } from '../config/kubeadm-config.js';
import type { KubeadmRun, Phase } from '../run.js';
import type { InitContext } from './init-context.js';
import { KUBE_SYSTEM } from './upload-config.js';

/** `kubeadm init phase addon`. */
export function addonPhase(): Phase<InitContext> {
  return {
    name: 'addon',
    phases: [
      addon('coredns', 'CoreDNS', corednsObjects),
      addon('kube-proxy', 'kube-proxy', kubeProxyObjects),
    ],
  };
}

function addon(
  name: string,
  title: string,
  objects: (context: InitContext) => readonly NewKubeObject[],
): Phase<InitContext> {
  return {
    name,
    *run(context) {
      const kube = context.kube();
      if (!kube.ok) return kube.failure;
      const failure = yield* applyAll(
        context.run,
        kube.value,
        objects(context),
        `unable to create the ${title} addon`,
      );
      if (failure === undefined) context.run.out(`[addons] Applied essential addon: ${title}`);
      return failure;
    },
  };
}

/** As in `registry/coredns/coredns`: newer repositories have a folder of their own for it. */
export function corednsImage(run: KubeadmRun, repository: string): string {
  const folder = run.profile.release.minor >= 21 ? 'coredns/' : '';
  return `${repository}/${folder}coredns:${run.profile.cluster.corednsTag}`;
}

function corednsObjects({ run, cluster }: InitContext): readonly NewKubeObject[] {
  const labels = { 'k8s-app': 'kube-dns' };
  const corefile = [
    '.:53 {',
    '    errors',
    '    health {',
    '       lameduck 5s',
    '    }',
    '    ready',
    `    kubernetes ${cluster.dnsDomain} in-addr.arpa ip6.arpa {`,
    '       pods insecure',
    '       fallthrough in-addr.arpa ip6.arpa',
    '       ttl 30',
    '    }',
    '    prometheus :9153',
    '    forward . /etc/resolv.conf',
    '    cache 30',
    '    loop',
    '    reload',
    '    loadbalance',
    '}',
    '',
  ].join('\n');
  return [
    { kind: 'ConfigMap', namespace: KUBE_SYSTEM, name: 'coredns', body: { data: { Corefile: corefile } } },
    { kind: 'ServiceAccount', namespace: KUBE_SYSTEM, name: 'coredns', body: {} },
    clusterRoleBinding('system:coredns', 'system:coredns', groups('system:serviceaccounts:kube-system')),
    {
      kind: 'Deployment',
      namespace: KUBE_SYSTEM,
      name: 'coredns',
      labels,
      body: {
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: 'coredns', image: corednsImage(run, cluster.imageRepository) }] },
          },
        },
      },
    },
    {
      kind: 'Service',
      namespace: KUBE_SYSTEM,
      name: 'kube-dns',
      labels,
      body: { spec: { clusterIP: dnsAddress(cluster.serviceSubnet), selector: labels } },
    },
  ];
}

function kubeProxyObjects(context: InitContext): readonly NewKubeObject[] {
  const { cluster } = context;
  const labels = { 'k8s-app': 'kube-proxy' };
  const config = [
    'apiVersion: kubeproxy.config.k8s.io/v1alpha1',
    `clusterCIDR: ${cluster.podSubnet ?? '""'}`,
    'kind: KubeProxyConfiguration',
    '',
  ];
  return [
    { kind: 'ServiceAccount', namespace: KUBE_SYSTEM, name: 'kube-proxy', body: {} },
    clusterRoleBinding(
      'kubeadm:node-proxier',
      'system:node-proxier',
      groups('system:serviceaccounts:kube-system'),
    ),
    {
      kind: 'ConfigMap',
      namespace: KUBE_SYSTEM,
      name: 'kube-proxy',
      body: { data: { 'config.conf': config.join('\n') } },
    },
    {
      kind: 'DaemonSet',
      namespace: KUBE_SYSTEM,
      name: 'kube-proxy',
      labels,
      body: {
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [
                {
                  name: 'kube-proxy',
                  image: `${cluster.imageRepository}/kube-proxy:${cluster.kubernetesVersion}`,
                },
              ],
              hostNetwork: true,
              tolerations: [{ operator: 'Exists' }],
            },
          },
        },
      },
    },
  ];
}
