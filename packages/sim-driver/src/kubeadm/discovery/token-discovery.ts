import type { Micros } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep } from '../../engine/task.js';
import { signatureKey, verifyDetached } from '../../kubernetes/detached-jws.js';
import { asString, asStrings } from '../../kubernetes/json.js';
import { decodeCertificate, publicKeyPin } from '../../pki/certificate.js';
import type { JoinDiscovery } from '../config/kubeadm-config.js';
import type { ClusterInfo } from '../cluster/cluster-info.js';
import { parseClusterInfo } from '../cluster/cluster-info.js';
import type { Attempt } from '../failure.js';
import { failed, success } from '../failure.js';
import type { KubeadmRun } from '../run.js';

const EVERY_US = seconds(5);
const JITTER_PERCENT = 30;
const REQUEST_TIMEOUT_US = seconds(10);
const IDENTITY = "couldn't validate the identity of the API Server: ";
const HASH_BYTES = 32;

/**
 * Finds out which cluster answers at the endpoint, and whether it knows the token: fetches cluster-info without trusting
 * anybody, checks its signature with the token and its CA with the pins, then fetches it again over verified TLS.
 * A missing signature is waited for, for the whole timeout; a wrong one fails at once.
 */
export function* discoverByToken(
  run: KubeadmRun,
  discovery: JoinDiscovery,
  timeoutUs: Micros,
): Task<Attempt<ClusterInfo>> {
  const malformed = malformedHash(discovery.caCertHashes);
  if (malformed !== undefined) return failed(IDENTITY + malformed);
  const deadlineUs = run.world.scheduler.now() + timeoutUs;
  const [id = '', secret = ''] = discovery.token.split('.');
  const server = `https://${discovery.endpoint}`;

  const insecure = yield* untilDeadline(run, deadlineUs, () => fetchClusterInfo(run, server, undefined, id));
  if (!insecure.ok) return insecure;
  const { jws, kubeconfig } = insecure.value;
  if (!verifyDetached(jws, kubeconfig, id, secret)) {
    return failed(
      `${IDENTITY}failed to verify JWS signature of received cluster info object, can't trust this API Server`,
    );
  }
  const info = parseClusterInfo(kubeconfig);
  const ca = info === undefined ? undefined : decodeCertificate(info.caPem);
  if (info === undefined || ca === undefined)
    return failed(`${IDENTITY}failed to parse the kubeconfig in cluster-info`);
  if (discovery.caCertHashes.length > 0 && !discovery.caCertHashes.includes(publicKeyPin(ca))) {
    return failed(
      `${IDENTITY}cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "${publicKeyPin(ca)}" are pinned`,
    );
  }
  if (discovery.unsafeSkipCaVerification) return success(info);
  const verified = yield* untilDeadline(run, deadlineUs, () => fetchClusterInfo(run, server, info.caPem, id));
  return verified.ok ? success(info) : verified;
}

interface SignedInfo {
  readonly kubeconfig: string;
  readonly jws: string;
}

function* fetchClusterInfo(
  run: KubeadmRun,
  server: string,
  caPem: string | undefined,
  tokenId: string,
): Task<Attempt<SignedInfo>> {
  const kube = run.clients.kube(run.host, {
    server,
    credential: { kind: 'anonymous' },
    timeoutUs: REQUEST_TIMEOUT_US,
    ...(caPem === undefined ? {} : { caPem }),
  });
  const answer = yield* kube.get('ConfigMap', 'kube-public', 'cluster-info');
  if (!answer.ok) {
    const prefix = run.profile.release.minor >= 31 ? 'failed to request the cluster-info ConfigMap: ' : '';
    return failed(prefix + answer.error.message);
  }
  const data = asStrings(answer.value.body['data']);
  const kubeconfig = asString(data['kubeconfig']);
  if (kubeconfig === undefined) return failed('there is no kubeconfig key in the cluster-info ConfigMap');
  const jws = data[signatureKey(tokenId)];
  if (jws === undefined) {
    return failed(`could not find a JWS signature in the cluster-info ConfigMap for token ID "${tokenId}"`);
  }
  return success({ kubeconfig, jws });
}

/** Every five seconds and up to 30 % more; an attempt that is under way when time is up still counts. */
function* untilDeadline<T>(
  run: KubeadmRun,
  deadlineUs: Micros,
  attempt: () => Task<Attempt<T>>,
): Task<Attempt<T>> {
  for (;;) {
    const result = yield* attempt();
    if (result.ok) return result;
    const pauseUs = Math.round((EVERY_US * (100 + run.rng.integer(0, JITTER_PERCENT))) / 100);
    const nowUs = run.world.scheduler.now();
    if (nowUs + pauseUs > deadlineUs) {
      yield* sleep(Math.max(0, deadlineUs - nowUs));
      return failed(IDENTITY + result.failure.cause);
    }
    yield* sleep(pauseUs);
  }
}

function malformedHash(hashes: readonly string[]): string | undefined {
  for (const hash of hashes) {
    const [format, hex = ''] = hash.split(':');
    if (format !== 'sha256') return `unsupported hash format or malformed hash ${JSON.stringify(hash)}`;
    if (!/^([0-9a-f]{2})*$/i.test(hex)) return `invalid hash "${hash}", could not decode hex`;
    const bytes = hex.length / 2;
    if (bytes !== HASH_BYTES) {
      return `invalid hash "${hash}", expected a ${String(HASH_BYTES)} byte SHA-256 hash, found ${String(bytes)} bytes`;
    }
  }
  return undefined;
}
