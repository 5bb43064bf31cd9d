import type { ClusterSpec } from '@quorate/core';
import type { Scenario } from '../../src/index.js';
import { exampleSpec, faultsOf, scenarioOf } from '../museum/exhibit-scenario.js';
import { EXHIBITS } from '../museum/museum.js';
import { storiesIn } from '../support/story-files.js';

const tutorial = exampleSpec('ha-cluster.yaml');
const fiveMasters = exampleSpec('museum/clusters/five-masters.yaml');

/** Scenarios whose runs are kept, by name: the stories, the museum, and others for versions, sizes, seeds and faults. */
export const GOLDEN_SCENARIOS: Readonly<Record<string, Scenario>> = {
  ...named('story', storiesIn('scenarios')),
  ...named('museum', Object.fromEntries(EXHIBITS.map((exhibit) => [exhibit.id, scenarioOf(exhibit)]))),
  ...named('version', versions()),
  ...named('size', {
    'five-masters': plain(fiveMasters),
    'five-masters-with-learners': plain(exampleSpec('museum/clusters/five-masters-with-learners.yaml')),
    'one-master': plain(oneMaster()),
    haproxy: plain({ ...tutorial, loadBalancer: { kind: 'haproxy', host: 'proxy' } }),
  }),
  ...named('seed', {
    '2': plain(tutorial, 2),
    '7': plain(tutorial, 7),
    '4294967295': plain(tutorial, 4_294_967_295),
  }),
  ...named('faults', {
    'kill-and-reboot': faulty(['kill:master3,kubeadm@etcd.member-added#2+1s', 'reboot:master2@95s'], 3),
    'lossy-and-slow': faulty(['slow-replies:master2,2s@0s~5m', 'lose-reply:master1,kubeadm@0s'], 11),
    'power-everywhere': faulty(
      ['power-off:master2@etcd.member-started/master2~3m', 'reboot:proxy@40s', 'power-off:node1@30s~2m'],
      5,
    ),
  }),
};

function versions(): Readonly<Record<string, Scenario>> {
  const releases = ['v1.20.2', 'v1.22.17', 'v1.24.17', 'v1.28.15', 'v1.30.14', 'v1.34.1', 'v1.36.0'];
  return Object.fromEntries(
    releases.map((kubernetesVersion) => [kubernetesVersion, plain({ ...tutorial, kubernetesVersion })]),
  );
}

function plain(spec: ClusterSpec, seed = 1): Scenario {
  return { spec, seed, faults: [], late: {} };
}

function faulty(texts: readonly string[], seed: number): Scenario {
  return { spec: tutorial, seed, faults: faultsOf(texts, tutorial), late: {} };
}

function oneMaster(): ClusterSpec {
  const { loadBalancer: _, ...rest } = tutorial;
  const hosts = rest.hosts.filter(
    ({ role, name }) => role !== 'load-balancer' && (role !== 'control-plane' || name === 'master1'),
  );
  return { ...rest, hosts, controlPlaneEndpoint: { host: '192.168.56.5', port: 6443 } };
}

function named(
  group: string,
  scenarios: Readonly<Record<string, Scenario>>,
): Readonly<Record<string, Scenario>> {
  return Object.fromEntries(
    Object.entries(scenarios).map(([name, scenario]) => [`${group}/${name}`, scenario]),
  );
}
