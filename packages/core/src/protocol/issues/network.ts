import { check } from '../../decisions/verdict.js';
import type { ProtocolContext } from '../context.js';
import { issue } from '../issue.js';
import { servingMaster } from '../serving-master.js';
import { halt } from './concerns.js';

/** The CNI manifest. */

/**
 * No Node is Ready and some say that it is for want of a network. One Ready Node proves that a CNI is there: a newcomer
 * gets it by itself, and a second run applies nothing. Unless etcd began anew after it was applied: then it is gone with the rest.
 * When the answer to an earlier attempt was lost, only a look after it counts.
 */
export function cniMustBeApplied(context: ProtocolContext): boolean {
  const { spec, observation } = context;
  if (spec.cni.kind === 'none' || context.cniApplied || observation === null) return false;
  const last = context.lastSettled.network;
  if (last?.report.outcome === 'unknown' && observation.cluster.atMs <= last.atMs) return false;
  const nodes = observation.cluster.nodes;
  if (!nodes.known || servingMaster(context) === undefined) return false;
  // A kubelet that was given it before stays Ready without it; those that join later do not get it.
  if (context.cniLost) return true;
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
