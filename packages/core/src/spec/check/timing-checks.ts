import { errorAt, warningAt, type Finding } from '../diagnostic.js';
import { writtenPath, type Draft } from '../draft.js';
import { formatDuration } from '../duration.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** kubeadm: the default life of a token. */
const usualTokenTtlMs = 24 * hourMs;
/** kubeadm: the life of kubeadm-certs, not configurable. */
const uploadedCertificatesMs = 2 * hourMs;
/** kubeadm: `discovery.timeout`, later `timeouts.discovery`. */
const discoveryMs = 5 * minuteMs;
/** kubeadm: `timeoutForControlPlane`, later `timeouts.controlPlaneComponentHealthCheck`. */
const apiserverWaitMs = 4 * minuteMs;

/** A credential must live longer than the join that uses it, judged by the clock that is furthest off. */
export function checkTimes(draft: Draft): readonly Finding[] {
  return [...checkTokenTtl(draft), ...checkJoinTimeout(draft), ...checkInitTimeout(draft)];
}

function checkTokenTtl({ tokenTtlMs, joinTimeoutMs, maxClockSkewMs }: Draft): readonly Finding[] {
  if (tokenTtlMs === undefined) return [];
  const ttl = formatDuration(tokenTtlMs.value);
  if (tokenTtlMs.value > usualTokenTtlMs) {
    const message = `${ttl} is longer than 24h: whoever finds the token can join hosts for as long; tokens are minted when they are needed`;
    return [warningAt('token-ttl-long', tokenTtlMs.path, message)];
  }
  if (joinTimeoutMs === undefined || maxClockSkewMs === undefined) return [];
  const needed = joinTimeoutMs.value + maxClockSkewMs.value;
  if (tokenTtlMs.value > needed) return [];
  const message = `${ttl} is too short a tokenTtl: it must exceed joinTimeout ${formatDuration(joinTimeoutMs.value)} plus maxClockSkew ${formatDuration(maxClockSkewMs.value)}`;
  return [errorAt('token-ttl-too-short', writtenPath(tokenTtlMs, joinTimeoutMs, maxClockSkewMs), message)];
}

function checkJoinTimeout({ joinTimeoutMs, maxClockSkewMs }: Draft): readonly Finding[] {
  if (joinTimeoutMs === undefined) return [];
  const written = formatDuration(joinTimeoutMs.value);
  if (joinTimeoutMs.value + (maxClockSkewMs?.value ?? 0) >= uploadedCertificatesMs) {
    const message = `${written} plus the clock skew reaches 2h, the fixed life of uploaded certificates: no control-plane join could be allowed to start`;
    return [errorAt('join-outlives-certificates', joinTimeoutMs.path, message)];
  }
  if (joinTimeoutMs.value >= discoveryMs) return [];
  const message = `${written} is shorter than the 5m for which kubeadm itself retries discovery: a slow join is cut off with an unknown outcome instead of failing with a reason`;
  return [warningAt('timeout-below-kubeadm', joinTimeoutMs.path, message)];
}

function checkInitTimeout({ initTimeoutMs }: Draft): readonly Finding[] {
  if (initTimeoutMs === undefined || initTimeoutMs.value >= apiserverWaitMs) return [];
  const message = `${formatDuration(initTimeoutMs.value)} is shorter than the 4m for which kubeadm itself waits for its apiserver: a slow init is cut off with an unknown outcome`;
  return [warningAt('timeout-below-kubeadm', initTimeoutMs.path, message)];
}
