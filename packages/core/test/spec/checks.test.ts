import { describe, expect, test } from 'vitest';
import { documentWith, messages, places } from './documents.js';

type Edits = Parameters<typeof documentWith>[0];

/** What is wrong, the edit of the base document, and all that must be said about it. */
type Case = readonly [string, Edits, readonly string[]];

function master(name: string, last: number): string {
  return `    - { name: ${name}, role: control-plane, address: 192.168.56.${last} }`;
}

const fieldCases: readonly Case[] = [
  ['unknown apiVersion', { 1: 'apiVersion: quorate.dev/v2' }, ['1:13 error unknown-api-version apiVersion']],
  ['unknown kind', { 2: 'kind: Deployment' }, ['2:7 error unknown-kind kind']],
  ['name in upper case', { 4: '  name: Lab' }, ['4:9 error invalid-name metadata.name']],
  ['missing name', { 4: '  {}' }, ['4:3 error missing-key metadata.name']],
  ['missing metadata', { 3: [], 4: [] }, ['1:1 error missing-key metadata']],
  ['key given twice', { 2: ['kind: Cluster', 'kind: Cluster'] }, ['3:1 error duplicate-key kind']],
  [
    'unknown key',
    { 8: '  loadbalancer: { kind: nginx }' },
    ['8:3 error unknown-key spec.loadbalancer', '10:25 error unused-load-balancer-host spec.hosts[0].role'],
  ],
  [
    'key without a value',
    { 8: ['  loadBalancer: { kind: nginx }', '  cni:'] },
    ['9:7 error wrong-type spec.cni'],
  ],
  [
    'version as a number',
    { 6: '  kubernetesVersion: 1.30' },
    ['6:22 error wrong-type spec.kubernetesVersion'],
  ],
  [
    'version without patch',
    { 6: '  kubernetesVersion: v1.26' },
    ['6:22 error invalid-version spec.kubernetesVersion'],
  ],
  [
    'version too old',
    { 6: '  kubernetesVersion: v1.19.16' },
    ['6:22 error invalid-version spec.kubernetesVersion'],
  ],
  [
    'version too new',
    { 6: '  kubernetesVersion: v1.37.0' },
    ['6:22 error invalid-version spec.kubernetesVersion'],
  ],
  [
    'unknown role',
    { 14: '    - { name: n1, role: node, address: 192.168.56.8 }' },
    ['14:25 error invalid-value spec.hosts[4].role'],
  ],
  [
    'invalid IP address',
    { 14: '    - { name: n1, role: worker, address: 192.168.56.256 }' },
    ['14:42 error invalid-address spec.hosts[4].address'],
  ],
  [
    'port out of range',
    { 14: '    - { name: n1, role: worker, address: 192.168.56.8, port: 65536 }' },
    ['14:62 error invalid-value spec.hosts[4].port'],
  ],
  [
    'endpoint with a scheme',
    { 7: '  controlPlaneEndpoint: https://192.168.56.4' },
    ['7:25 error invalid-address spec.controlPlaneEndpoint'],
  ],
  [
    'cni of a wrong kind',
    { 8: ['  loadBalancer: { kind: nginx }', '  cni: flannel'] },
    ['9:8 error invalid-value spec.cni'],
  ],
  [
    'cni without manifest',
    { 8: ['  loadBalancer: { kind: nginx }', '  cni: {}'] },
    ['9:8 error missing-key spec.cni.manifest'],
  ],
  [
    'blanket ignore of preflight errors',
    { 6: ['  kubernetesVersion: v1.26.0', '  ignorePreflightErrors: [Swap, All]'] },
    ['7:33 error invalid-value spec.ignorePreflightErrors[1]'],
  ],
];

const hostCases: readonly Case[] = [
  [
    'duplicate host name',
    { 14: '    - { name: m3, role: worker, address: 192.168.56.8 }' },
    ['14:15 error duplicate-host-name spec.hosts[4].name'],
  ],
  [
    'duplicate SSH address',
    { 14: '    - { name: n1, role: worker, address: 192.168.56.4 }' },
    ['14:42 error duplicate-ssh-address spec.hosts[4].address'],
  ],
  [
    'duplicate advertise address',
    { 14: '    - { name: n1, role: worker, address: 10.1.1.8, advertiseAddress: 192.168.56.4 }' },
    ['14:70 error duplicate-advertise-address spec.hosts[4].advertiseAddress'],
  ],
  [
    'one address behind two ports is two hosts for SSH',
    {
      13: '    - { name: m3, role: control-plane, address: 10.1.1.1, port: 2201, advertiseAddress: 192.168.56.7 }',
      14: '    - { name: n1, role: worker, address: 10.1.1.1, port: 2202, advertiseAddress: 192.168.56.8 }',
    },
    [],
  ],
  [
    'DNS name without advertise address',
    { 14: '    - { name: n1, role: worker, address: n1.example.com }' },
    ['14:7 error missing-advertise-address spec.hosts[4].advertiseAddress'],
  ],
  [
    'loopback as advertise address',
    { 14: '    - { name: n1, role: worker, address: 127.0.0.1, port: 2222 }' },
    ['14:42 error unusable-advertise-address spec.hosts[4].address'],
  ],
  [
    "VirtualBox's NAT address",
    { 14: '    - { name: n1, role: worker, address: 10.0.2.15 }' },
    ['14:42 error virtualbox-nat-address spec.hosts[4].address'],
  ],
  [
    "VirtualBox's NAT address in a cluster of one host",
    {
      7: [],
      8: [],
      10: '    - { name: m1, role: control-plane, address: 10.0.2.15 }',
      11: [],
      12: [],
      13: [],
      14: [],
    },
    ['8:49 warning virtualbox-nat-address spec.hosts[0].address'],
  ],
  ['no control-plane host', { 11: [], 12: [], 13: [] }, ['10:5 error no-control-plane spec.hosts']],
  ['two masters', { 13: [] }, ['10:5 warning even-control-planes spec.hosts']],
  [
    'nine masters',
    { 14: [21, 22, 23, 24, 25, 26].map((last) => master(`x${last}`, last)) },
    ['10:5 warning too-many-control-planes spec.hosts'],
  ],
];

const loadBalancerCases: readonly Case[] = [
  [
    'own load balancer without a host',
    { 10: [] },
    ['8:17 error missing-load-balancer-host spec.loadBalancer'],
  ],
  ['host without a load balancer', { 8: [] }, ['9:25 error unused-load-balancer-host spec.hosts[0].role']],
  [
    'host of an external load balancer',
    { 8: '  loadBalancer: { kind: external }' },
    ['10:25 error unused-load-balancer-host spec.hosts[0].role'],
  ],
  [
    'external load balancer with a named host',
    { 8: '  loadBalancer: { kind: external, host: m1 }', 10: [] },
    ['8:41 error wrong-load-balancer-host spec.loadBalancer.host'],
  ],
  [
    'unknown host',
    { 8: '  loadBalancer: { kind: haproxy, host: bl }' },
    ['8:40 error wrong-load-balancer-host spec.loadBalancer.host'],
  ],
  [
    'host of another role',
    { 8: '  loadBalancer: { kind: haproxy, host: m1 }' },
    ['8:40 error wrong-load-balancer-host spec.loadBalancer.host'],
  ],
  [
    'two load balancers',
    { 14: '    - { name: lb2, role: load-balancer, address: 192.168.56.9 }' },
    ['14:26 error several-load-balancers spec.hosts[4].role'],
  ],
  ['no endpoint with several masters', { 7: [] }, ['6:3 error missing-endpoint spec.controlPlaneEndpoint']],
  [
    'no endpoint with a load balancer',
    { 7: [], 12: [], 13: [] },
    ['6:3 error missing-endpoint spec.controlPlaneEndpoint'],
  ],
  [
    'endpoint that bypasses the load balancer',
    { 7: '  controlPlaneEndpoint: 192.168.56.5:6443' },
    ['7:25 error endpoint-not-load-balancer spec.controlPlaneEndpoint'],
  ],
  [
    'endpoint that no host has',
    { 7: '  controlPlaneEndpoint: 192.168.56.40' },
    ['7:25 warning endpoint-not-load-balancer spec.controlPlaneEndpoint'],
  ],
  ['endpoint by name', { 7: '  controlPlaneEndpoint: k8s.example.com' }, []],
  [
    'endpoint that is one of several masters',
    { 7: '  controlPlaneEndpoint: 192.168.56.5', 8: [], 10: [] },
    ['7:25 warning endpoint-is-one-master spec.controlPlaneEndpoint'],
  ],
  [
    'endpoint of nobody',
    { 8: [], 10: [] },
    ['7:25 warning undeclared-load-balancer spec.controlPlaneEndpoint'],
  ],
  ['external load balancer', { 8: '  loadBalancer: { kind: external }', 10: [] }, []],
];

function networking(text: string): Edits {
  return { 8: ['  loadBalancer: { kind: nginx }', `  networking: ${text}`] };
}

const networkCases: readonly Case[] = [
  [
    'host bits',
    networking('{ podSubnet: 10.244.1.0/16 }'),
    ['9:28 error invalid-network spec.networking.podSubnet'],
  ],
  [
    'no prefix',
    networking('{ podSubnet: 10.244.0.0 }'),
    ['9:28 error invalid-network spec.networking.podSubnet'],
  ],
  [
    'overlap with the default service subnet',
    networking('{ podSubnet: 10.100.0.0/16 }'),
    ['9:28 error overlapping-networks spec.networking.podSubnet'],
  ],
  [
    'overlap of two written subnets',
    networking('{ podSubnet: 10.0.0.0/16, serviceSubnet: 10.0.0.0/20 }'),
    ['9:56 error overlapping-networks spec.networking.serviceSubnet'],
  ],
  [
    'hosts in the pod subnet',
    networking('{ podSubnet: 192.168.56.0/21 }'),
    [
      '7:25 error address-in-cluster-network spec.controlPlaneEndpoint',
      '11:49 error address-in-cluster-network spec.hosts[0].address',
      '12:49 error address-in-cluster-network spec.hosts[1].address',
      '13:49 error address-in-cluster-network spec.hosts[2].address',
      '14:49 error address-in-cluster-network spec.hosts[3].address',
      '15:42 error address-in-cluster-network spec.hosts[4].address',
    ],
  ],
  [
    'pod subnet too small',
    networking('{ podSubnet: 10.244.0.0/23 }'),
    ['9:28 error pod-subnet-size spec.networking.podSubnet'],
  ],
  [
    'pod subnet smaller than one node',
    networking('{ podSubnet: 10.244.0.0/25 }'),
    ['9:28 error pod-subnet-size spec.networking.podSubnet'],
  ],
  [
    'pod subnet larger than kubeadm takes',
    networking('{ podSubnet: 16.0.0.0/7 }'),
    ['9:28 error pod-subnet-size spec.networking.podSubnet'],
  ],
  ['pod subnet that just fits', networking('{ podSubnet: 10.244.0.0/22 }'), []],
  [
    'service subnet too large',
    networking('{ serviceSubnet: 16.0.0.0/11 }'),
    ['9:32 error service-subnet-size spec.networking.serviceSubnet'],
  ],
  [
    'service subnet too small',
    networking('{ serviceSubnet: 10.96.0.0/29 }'),
    ['9:32 error service-subnet-size spec.networking.serviceSubnet'],
  ],
  [
    'IPv6 services and IPv4 pods',
    networking('{ serviceSubnet: fd00::/112 }'),
    ['9:32 error mixed-address-families spec.networking.serviceSubnet'],
  ],
  [
    'a host of the other family',
    { 14: "    - { name: n1, role: worker, address: 'fd00::8' }" },
    ['14:42 error mixed-address-families spec.hosts[4].address'],
  ],
];

function times(text: string): Edits {
  return { 8: ['  loadBalancer: { kind: nginx }', `  ${text}`] };
}

const timeCases: readonly Case[] = [
  [
    'not a duration',
    times('budgets: { settle: 5 minutes }'),
    ['9:22 error invalid-duration spec.budgets.settle'],
  ],
  ['zero', times('budgets: { settle: 0s }'), ['9:22 error invalid-duration spec.budgets.settle']],
  [
    'no attempts',
    times('budgets: { joinAttempts: 0 }'),
    ['9:28 error invalid-value spec.budgets.joinAttempts'],
  ],
  [
    'token that lives too long',
    times('credentials: { tokenTtl: 48h }'),
    ['9:28 warning token-ttl-long spec.credentials.tokenTtl'],
  ],
  ['token that lives a day', times('credentials: { tokenTtl: 24h }'), []],
  [
    'token that lives as long as a join and the skew',
    times('credentials: { tokenTtl: 10m30s }'),
    ['9:28 error token-ttl-too-short spec.credentials.tokenTtl'],
  ],
  ['token that lives longer than that', times('credentials: { tokenTtl: 10m31s }'), []],
  [
    'skew that eats the token',
    times('budgets: { joinTimeout: 100m, maxClockSkew: 25m }'),
    [
      '9:27 error join-outlives-certificates spec.budgets.joinTimeout',
      '9:27 error token-ttl-too-short spec.budgets.joinTimeout',
    ],
  ],
  [
    'join shorter than discovery',
    times('budgets: { joinTimeout: 4m }'),
    ['9:27 warning timeout-below-kubeadm spec.budgets.joinTimeout'],
  ],
  [
    'init shorter than the wait for the apiserver',
    times('budgets: { initTimeout: 3m }'),
    ['9:27 warning timeout-below-kubeadm spec.budgets.initTimeout'],
  ],
];

const groups = {
  fields: fieldCases,
  hosts: hostCases,
  'load balancer and endpoint': loadBalancerCases,
  networks: networkCases,
  times: timeCases,
};

describe.each(Object.entries(groups))('places of mistakes in %s', (_group, cases) => {
  test.each(cases)('%s', (_what, edits, expected) => {
    expect(places(documentWith(edits))).toEqual(expected);
  });
});

describe('what is said', () => {
  test('an even number of masters: voters, quorum, tolerance, and against one fewer', () => {
    expect(messages(documentWith({ 14: master('m4', 8) }))).toEqual([
      'cluster.yaml:10:5 warning spec.hosts 4 control-plane hosts make 4 voters with quorum 3, which tolerates 1 failure. 3 hosts tolerate as many with quorum 2, and one host fewer can fail; 5 hosts tolerate 2',
    ]);
  });

  test('two masters: worse than one', () => {
    expect(messages(documentWith({ 13: [] }))).toEqual([
      'cluster.yaml:10:5 warning spec.hosts 2 control-plane hosts make 2 voters with quorum 2: losing either one stops the cluster. 1 host tolerates as many failures (0) with half the chance of one; 3 hosts tolerate 1',
    ]);
  });

  test('an unknown key: the nearest known one, else where it belongs, else what is known', () => {
    const edits = {
      6: ['  kubernetesVersio: v1.26.0', '  podSubnet: 10.0.0.0/8', '  zzzzzzzzzz: 1'],
      4: '  name: lab',
    };
    expect(messages(documentWith(edits)).filter((text) => text.includes('unknown key'))).toEqual([
      'cluster.yaml:6:3 error spec.kubernetesVersio unknown key; did you mean kubernetesVersion?',
      'cluster.yaml:7:3 error spec.podSubnet unknown key; it belongs under spec.networking',
      'cluster.yaml:8:3 error spec.zzzzzzzzzz unknown key; known here: kubernetesVersion, controlPlaneEndpoint, networking, etcd, loadBalancer, cni, hosts, criSocket, imageRepository, ignorePreflightErrors, credentials, preparation, certificates, budgets, assumeNew',
    ]);
  });

  test('an unsupported release: the supported range', () => {
    expect(messages(documentWith({ 6: '  kubernetesVersion: v1.19.0' }))).toEqual([
      'cluster.yaml:6:22 error spec.kubernetesVersion v1.19.0 is not supported: choose a release from v1.20 to v1.36',
    ]);
  });

  test('a role by another word: ours', () => {
    expect(messages(documentWith({ 14: '    - { name: n1, role: node, address: 192.168.56.8 }' }))).toEqual([
      'cluster.yaml:14:25 error spec.hosts[4].role expected jumpbox, load-balancer, control-plane or worker, got "node"; did you mean worker?',
    ]);
  });
});
