import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { hostsOf, runsKubelet } from '../spec/cluster-spec.js';
import { certificatesCheck } from './certificates.js';
import { addressCheck } from './host-fitness/address.js';
import { isControlPlaneNode } from './control-plane-step.js';
import { apiChecks } from './may-join.js';
import { describeLists, hostOfMember, membershipOf, memberOfHost, namesOf } from './membership.js';
import { nodeOfHost } from './node-standing.js';
import type { Check, Verdict } from './verdict.js';
import { allOf, check, verdict } from './verdict.js';

/**
 * Done is a post-condition of the cluster, never a marker file: one started, healthy voter per master, the API on each
 * master and through the endpoint, every Node present, labelled and (with a CNI) Ready, nothing left over.
 */
export function isDone(spec: ClusterSpec, observation: Observation, nowMs: number): Verdict {
  const membership = membershipOf(spec, observation);
  const masters = hostsOf(spec, 'control-plane');
  const standing = masters.map((master) => {
    const member = memberOfHost(membership, master);
    return {
      master,
      voter: member !== undefined && membership.healthyVoters.some((one) => one.id === member.id),
    };
  });
  const lacking = standing.filter((one) => !one.voter).map((one) => one.master.name);
  const stray = membership.members.filter(
    (member) => hostOfMember(spec, member) === undefined || member.learner || member.name === '',
  );
  return verdict(`cluster ${spec.name} is complete`, [
    check('member-lists-agree', membership.agreed, describeLists(membership)),
    check(
      'one-voter-per-master',
      membership.known ? lacking.length === 0 : 'unknown',
      `${membership.healthyVoters.length} healthy voters for ${masters.length} masters; lacking: ${lacking.join(', ') || 'none'}`,
    ),
    check(
      'no-stray-member',
      membership.known ? stray.length === 0 : 'unknown',
      `stray members: ${namesOf(spec, stray)}`,
    ),
    ...everyMasterServes(spec, observation),
    ...nodeChecks(spec, observation),
    everyKubeletIsHealthy(spec, observation),
    certificatesCheck(spec, observation, nowMs),
  ]);
}

function everyMasterServes(spec: ClusterSpec, observation: Observation): readonly Check[] {
  const masters = hostsOf(spec, 'control-plane');
  const own = masters.map((master) => observation.hosts[master.name]?.apiReady ?? 'no');
  const evidence = masters.map((master, index) => `${master.name}: ${own[index] ?? 'unknown'}`).join(', ');
  return [
    ...apiChecks(spec, observation).filter((one) => one.id === 'api-through-endpoint'),
    check('api-on-serving-masters', allOf(own), `apiservers ${evidence}`),
  ];
}

/** A Node stays Ready for 40 s after its kubelet has gone, and is not expected to be Ready when no CNI is given. */
function everyKubeletIsHealthy(spec: ClusterSpec, observation: Observation): Check {
  const wanted = spec.hosts.filter(runsKubelet);
  const health = wanted.map((host) => observation.hosts[host.name]?.kubelet?.healthy ?? 'unknown');
  const others = wanted.flatMap((host, index) =>
    health[index] === 'yes' ? [] : [`${host.name}: ${health[index] ?? 'unknown'}`],
  );
  return check(
    'every-kubelet-healthy',
    allOf(health),
    `kubelets that are not healthy: ${others.join(', ') || 'none'}`,
  );
}

function nodeChecks(spec: ClusterSpec, observation: Observation): readonly Check[] {
  const nodes = observation.cluster.nodes;
  if (!nodes.known) return [check('every-node-present', 'unknown', nodes.why)];
  const wanted = spec.hosts.filter(runsKubelet);
  const absent = wanted.filter((host) => nodeOfHost(observation, host) === undefined);
  const unlabelled = hostsOf(spec, 'control-plane').filter((host) => {
    const node = nodeOfHost(observation, host);
    return node !== undefined && !isControlPlaneNode(node);
  });
  const notReady = wanted.filter((host) => nodeOfHost(observation, host)?.ready !== 'yes');
  const standing = notReady.map((host) => {
    const reason = nodeOfHost(observation, host)?.reason;
    return reason === undefined ? host.name : `${host.name} (${reason})`;
  });
  const unready = standing.join(', ') || 'none';
  const listed = (hosts: readonly { readonly name: string }[]): string =>
    hosts.map((host) => host.name).join(', ') || 'none';
  return [
    check('every-node-present', absent.length === 0, `absent Nodes: ${listed(absent)}`),
    ...wanted.map((host) => addressCheck(spec, observation, host)).filter(({ holds }) => holds === 'no'),
    check('control-plane-labelled', unlabelled.length === 0, `masters without label: ${listed(unlabelled)}`),
    spec.cni.kind === 'none'
      ? check('every-node-ready', 'yes', `no CNI is given, NotReady is expected: ${unready}`)
      : check('every-node-ready', notReady.length === 0, `not Ready: ${unready}`),
  ];
}
