import { check } from '../../decisions/verdict.js';
import type { ProtocolContext } from '../context.js';
import { issue } from '../issue.js';
import { servingMaster } from '../serving-master.js';
import { halt } from './concerns.js';

/** The CNI manifest. */

/**
 * After an init of this run always, and to apply it twice does no harm: a Node is Ready for no more than a configuration in
 * /etc/cni/net.d, which outlives `kubeadm reset`. In a cluster that was found, when no Node is Ready and some say that it is for
 * want of a network: there one Ready Node shows that a CNI is there, and a second run applies nothing.
 * When the answer to an earlier attempt was lost, only a look after it counts.
 */
export function cniMustBeApplied(context: ProtocolContext): boolean {
  const { spec, observation } = context;
  if (spec.cni.kind === 'none' || context.cniApplied || observation === null) return false;
  const last = context.lastSettled.network;
  if (last?.report.outcome === 'unknown' && observation.cluster.atMs <= last.atMs) return false;
  const nodes = observation.cluster.nodes;
  if (!nodes.known || servingMaster(context) === undefined) return false;
  if (context.cniDue) return true;
  if (nodes.value.some((node) => node.ready === 'yes')) return false;
  return nodes.value.some((node) => node.ready === 'no' && node.reason === 'KubeletNotReady');
}

export function applyCni(context: ProtocolContext): ProtocolContext {
  const via = servingMaster(context);
  return via === undefined ? context : issue(context, 'network', { kind: 'apply-cni', via });
}

export function haltNetwork(context: ProtocolContext): ProtocolContext {
  const failure = context.lastSettled.network?.report.failure;
  return halt(context, 'network', {
    code: 'cni-not-applied',
    summary: `the CNI manifest could not be applied: ${failure?.seen ?? 'no answer'}`,
    evidence: [check('every-node-ready', 'no', failure?.tried ?? 'kubectl apply')],
    remedies: ['check the manifest; the run goes on by itself'],
  });
}
