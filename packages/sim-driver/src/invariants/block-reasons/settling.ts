import { hostsOf } from '@quorate/core';
import { isObject } from '../../kubernetes/json.js';
import { listNodes, listObjects } from '../../kubernetes/inspect.js';
import { objectOf, readDocuments } from '../../programs/kubectl/manifest.js';
import { publishedManifest } from '../../programs/kubectl/published-manifests.js';
import type { Simulation } from '../../simulation/simulation.js';
import type { BlockJudge } from './judge.js';
import { hostsIn, namesOf } from './named-hosts.js';
import { lackOfCluster, lackOfHost, servesItself } from './standing.js';

/**
 * One wait is for a host, the last one for the whole cluster. A host that is complete waits for nothing of its own, and a master that
 * serves tells so.
 */
export const notSettling: BlockJudge = (simulation, { summary, evidence }) => {
  const waits = evidence.filter(({ id }) => id === 'host-settled');
  const text = [summary, ...waits.map((check) => check.evidence)].join('\n');
  const named = waits.length === 0 ? [] : hostsIn(simulation.spec, text);
  if (named.length === 0)
    return lackOfCluster(simulation) === undefined ? 'the cluster is complete' : undefined;
  const told = hostsOf(simulation.spec, 'control-plane').some(({ name }) => servesItself(simulation, name));
  const lacking = named.some((host) => lackOfHost(simulation, host) !== undefined);
  return told && !lacking ? `${namesOf(named)} are complete parts of the cluster` : undefined;
};

/** A Node that had the network before stays Ready when the objects are gone, so that both are asked for. */
export const cniNotApplied: BlockJudge = (simulation) => {
  const { world, spec } = simulation;
  if (spec.cni.kind === 'none') return 'no manifest of a CNI is given';
  const ready = listNodes(world)?.some((node) => node.ready === 'True') === true;
  const absent = manifestOf(simulation).some(
    (wanted) =>
      listObjects(world, wanted.kind)?.some(
        (one) => one.name === wanted.name && one.namespace === wanted.namespace,
      ) !== true,
  );
  return ready && !absent ? 'every object of the manifest is there, and a Node is Ready' : undefined;
};

function manifestOf({ spec: { cni } }: Simulation) {
  if (cni.kind === 'none') return [];
  const text = cni.content ?? publishedManifest(cni.source) ?? '';
  return readDocuments(text).flatMap(({ content }) =>
    isObject(content) ? (objectOf(content, undefined) ?? []) : [],
  );
}
