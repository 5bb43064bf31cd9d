import type { HostName, HostSpec } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import type { Host } from '../../host/host.js';
import { listApiservers, listNodes, listObjects } from '../../kubernetes/inspect.js';
import { nodeName } from '../../kubernetes/kubelet/kubelet-files.js';
import { readKubeconfig } from '../../kubernetes/kubeconfig-access.js';
import { serverCertificateError } from '../../kubernetes/server-verification.js';
import { decodeCertificate } from '../../pki/certificate.js';
import type { Simulation } from '../../simulation/simulation.js';
import { lackOfVoters, untidy } from '../complete-cluster.js';
import { acceptsHealthCheck } from '../health-check.js';
import { refusedCertificate } from './certificate-times.js';
import { hasAlarm } from './etcd-health.js';
import { ADMIN_CONF, authorityOn, KUBELET_CONF } from './files.js';
import { isPrompt, isReached, lackOfEndpoint } from './ways.js';

/** What hosts lack of what a run waits for before it calls them complete. All of it is seen only where it is in order. */

/** The apiserver of a master takes what is sent to it there with admin.conf. */
export function servesItself({ world, spec }: Simulation, name: HostName): boolean {
  const host = world.host(name);
  const access = readKubeconfig(host, ADMIN_CONF);
  const own = listApiservers(world).find((one) => one.host === host);
  const address = spec.hosts.find((one) => one.name === name)?.advertiseAddress ?? '';
  const certificate = own?.service.certificate();
  if (access === undefined || own?.ready !== true || certificate === undefined) return false;
  if (!host.owns(address) || host.listenerAt(address, API_PORT)?.process.paused !== false) return false;
  const authority = decodeCertificate(access.caPem ?? '');
  const trusted = serverCertificateError(certificate, authority, address, host.clock()) === undefined;
  return trusted && own.service.session(access.credential).ok;
}

const API_PORT = 6443;
const KUBELET_HEALTH_PORT = 10_248;
const ROLES = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** What one host lacks of being a complete part of the cluster. */
export function lackOfHost(simulation: Simulation, spec: HostSpec): string | undefined {
  const { world } = simulation;
  const host = world.host(spec.name);
  if (!isReached(simulation, spec.name)) return `${spec.name} is not reached`;
  if (host.missingPrograms.size > 0) return `${spec.name} has not all programs`;
  if (!isPrompt(world, spec.name)) return `${spec.name} is slow`;
  if (spec.role === 'load-balancer') return undefined;
  return (
    lackOfKubelet(host) ??
    (spec.role === 'control-plane' ? lackOfMaster(simulation, spec) : undefined) ??
    lackOfNode(simulation, spec)
  );
}

function lackOfKubelet(host: Host): string | undefined {
  const kubelet = host.listenerAt('127.0.0.1', KUBELET_HEALTH_PORT)?.process;
  if (kubelet === undefined || kubelet.paused) return `the kubelet of ${host.name} is not healthy`;
  if (!host.disk.exists(KUBELET_CONF)) return `${host.name} has no kubelet.conf`;
  return isChanging(host) ? `a kubeadm runs on ${host.name}` : undefined;
}

/** A kubeadm that changes the host is at work. */
export function isChanging(host: Host): boolean {
  return host.processesNamed('kubeadm').some(({ argv }) => ['init', 'join', 'reset'].includes(argv[1] ?? ''));
}

function lackOfMaster(simulation: Simulation, spec: HostSpec): string | undefined {
  const { world } = simulation;
  const voter = lackOfVoters(world, [spec]);
  if (voter !== undefined) return voter;
  if (hasAlarm(world)) return 'an alarm is raised';
  if (!acceptsHealthCheck(world.host(spec.name))) return `etcd of ${spec.name} refuses its health check`;
  return servesItself(simulation, spec.name) ? undefined : `the apiserver of ${spec.name} does not serve it`;
}

function lackOfNode({ world, spec: { cni } }: Simulation, spec: HostSpec): string | undefined {
  const name = nodeName(world.host(spec.name));
  const node = name === spec.name ? listNodes(world)?.find((one) => one.name === name) : undefined;
  if (node === undefined) return `${spec.name} has no Node`;
  if (spec.role === 'control-plane' && !ROLES.some((role) => role in node.labels))
    return `Node ${name} has no role`;
  return node.ready === 'True' || cni.kind === 'none' ? undefined : `Node ${name} is not Ready`;
}

/** What the cluster as a whole lacks of its post-condition. */
export function lackOfCluster(simulation: Simulation): string | undefined {
  const { world, spec } = simulation;
  const masters = hostsOf(spec, 'control-plane');
  const authorities = new Set(masters.map(({ name }) => authorityOn(world.host(name))));
  if (authorities.size !== 1) return 'masters have different authorities';
  return (
    spec.hosts
      .filter(({ role }) => role !== 'jumpbox')
      .map((host) => lackOfHost(simulation, host))
      .find((lack) => lack !== undefined) ??
    lackOfVoters(world, masters, masters.length) ??
    refusedCertificate(simulation) ??
    lackOfEndpoint(simulation) ??
    untidy(simulation)
  );
}

/** What an init does last, and had not done on this master. */
export function lackOfInit(simulation: Simulation, name: HostName): string | undefined {
  const { world } = simulation;
  const host = world.host(name);
  if (isChanging(host)) return `a kubeadm runs on ${name}`;
  if (!servesItself(simulation, name)) return `the apiserver of ${name} does not serve it`;
  const node = listNodes(world)?.find((one) => one.name === name);
  if (node === undefined || !ROLES.some((role) => role in node.labels)) return `Node ${name} has no role`;
  const absent = LAST_OF_INIT.find(
    ([kind, object]) =>
      listObjects(world, kind)?.some((one) => one.namespace === 'kube-system' && one.name === object) !==
      true,
  );
  return absent === undefined ? undefined : `${absent[0]} ${absent[1]} is not there`;
}

const LAST_OF_INIT = [
  ['ConfigMap', 'kubeadm-config'],
  ['DaemonSet', 'kube-proxy'],
  ['Deployment', 'coredns'],
] as const;
