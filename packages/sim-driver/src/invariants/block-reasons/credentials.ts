import { bootstrapTokenDescription, hostsOf } from '@quorate/core';
import { PROXY_DESCRIPTION } from '../../kubeadm/phases/upload-certs.js';
import { KUBE_SYSTEM, KUBEADM_CONFIG } from '../../kubeadm/phases/upload-config.js';
import { asStrings } from '../../kubernetes/json.js';
import { listObjects, listTokens } from '../../kubernetes/inspect.js';
import { signatureKey } from '../../kubernetes/detached-jws.js';
import { hasAlarm } from './etcd-health.js';
import type { BlockJudge } from './judge.js';
import { servesItself } from './standing.js';
import { isReached } from './ways.js';

const UPLOADED = ['ca', 'etcd/ca', 'front-proxy-ca'].flatMap((name) => [`${name}.crt`, `${name}.key`]);

/** Whatever minting needs is there on every master, so that none refuses it. */
export const credentialsNotMinted: BlockJudge = (simulation) => {
  const { world, spec } = simulation;
  const recorded = listObjects(world, 'ConfigMap')?.some(
    ({ namespace, name }) => namespace === KUBE_SYSTEM && name === KUBEADM_CONFIG,
  );
  if (recorded !== true || hasAlarm(world)) return undefined;
  const unable = hostsOf(spec, 'control-plane').find(({ name }) => {
    const { disk, missingPrograms, processes } = world.host(name);
    return (
      !isReached(simulation, name) ||
      !servesItself(simulation, name) ||
      disk.condition.full ||
      missingPrograms.size > 0 ||
      [...processes.values()].some(({ paused }) => paused) ||
      UPLOADED.some((file) => !disk.exists(`/etc/kubernetes/pki/${file}`))
    );
  });
  return unable === undefined ? 'every master serves, and has what minting needs' : undefined;
};

export const tokenNotSigned: BlockJudge = ({ world, spec }) => {
  const info = listObjects(world, 'ConfigMap')?.find(
    ({ namespace, name }) => namespace === 'kube-public' && name === 'cluster-info',
  );
  if (info === undefined) return undefined;
  const signed = asStrings(info.body['data']);
  const description = bootstrapTokenDescription(spec);
  const unsigned = listTokens(world)?.find(
    (token) => token.description === description && !(signatureKey(token.id) in signed),
  );
  return unsigned === undefined ? 'cluster-info is signed with every token of a run' : undefined;
};

export const credentialLeft: BlockJudge = ({ world, spec }) => {
  const descriptions = [bootstrapTokenDescription(spec), PROXY_DESCRIPTION];
  const left = listTokens(world)?.some(
    ({ description }) => description !== undefined && descriptions.includes(description),
  );
  return left === false ? 'no token of a run is left' : undefined;
};
