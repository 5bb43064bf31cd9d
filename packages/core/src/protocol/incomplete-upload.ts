import type { BlockReason } from '../decisions/block-reason.js';
import type { FailedJoin } from '../decisions/failed-join.js';
import { pauseLeftMs } from '../decisions/failed-join.js';
import { sharedFile, uploadingMaster } from '../decisions/shared-certificates.js';
import { check } from '../decisions/verdict.js';
import type { Observation } from '../observation/observation.js';
import type { ProtocolContext } from './context.js';

/** kubeadm stores a file that is missing on the master that uploads as an empty entry, without an error: a join with it fails. */

const KEY = 'certificates/uploaded-again';
/** A master that has the files stores them; one more time is for a file that appeared meanwhile. */
const REPLACEMENTS = 2;

/** What was stored empty by the last upload of this run; nothing as long as nobody has looked since. */
export function emptyEntries(context: ProtocolContext, { cluster }: Observation): readonly string[] {
  const { uploadedCertificates: uploaded } = cluster;
  const ours = context.credentials.certificateKey !== null && cluster.atMs >= context.mintedMs;
  return ours && uploaded.known ? (uploaded.value?.emptyEntries ?? []) : [];
}

/** The attempts with one more upload, if it is for those that were stored empty; one that is complete lets them count anew. */
export function countUpload({ attempts, ...context }: ProtocolContext): ProtocolContext['attempts'] {
  const { observation } = context;
  const empty = observation === null ? [] : emptyEntries({ ...context, attempts }, observation);
  const { [KEY]: before = 0, ...others } = attempts;
  return empty.length === 0 ? others : { ...others, [KEY]: before + 1 };
}

/** In milliseconds, before they are uploaded once more; 0 when they may be. */
export function uploadPauseLeftMs(context: ProtocolContext): number {
  const times = (context.attempts[KEY] ?? 0) + 1;
  const last: FailedJoin = { reason: 'other', times, atMs: context.mintedMs, refused: false };
  return pauseLeftMs(last, context.nowMs);
}

/** No master that serves could store what is empty, or those that could have not: why uploading once more does not help. */
export function uploadIsHopeless(
  context: ProtocolContext,
  observation: Observation,
  empty: readonly string[],
): BlockReason | undefined {
  const able = uploadingMaster(context.spec, observation, empty);
  const uploads = (context.attempts[KEY] ?? 0) + 1;
  if (able !== undefined && uploads <= REPLACEMENTS) return undefined;
  const files = empty.map(sharedFile).join(', ');
  return {
    code: 'credentials-not-minted',
    summary: `the certificates that a master uploads are not complete, so no master can join with them: ${files} ${empty.length === 1 ? 'is' : 'are'} missing where it was uploaded`,
    evidence: [
      check(
        'uploaded-certificates-complete',
        'no',
        `empty entries of Secret kubeadm-certs: ${empty.join(', ')}`,
      ),
      check(
        'uploaded-certificates-complete',
        'no',
        able === undefined
          ? `no master that serves has ${files}`
          : `uploaded ${uploads} times, though ${able} has ${files}`,
      ),
    ],
    remedies: [
      `put ${files} back on a master that serves, from where it was kept: the run uploads it from there, and goes on by itself`,
    ],
  };
}
