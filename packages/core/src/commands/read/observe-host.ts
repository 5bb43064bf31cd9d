import type { Draft } from '../../foundation/draft.js';
import type { Known, Tri } from '../../foundation/tri.js';
import { known } from '../../foundation/tri.js';
import type { CertificateObservation, HostIdentity, HostObservation } from '../../observation/observation.js';
import {
  readCheckExpiration,
  readDates,
  readFingerprint,
  readStartDates,
} from '../../observation/read/certificates.js';
import { readAddresses, readClock, readFiles, readVersion } from '../../observation/read/host-facts.js';
import type { HostSpec } from '../../spec/cluster-spec.js';
import { runsKubelet } from '../../spec/cluster-spec.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import type { ObserveCommand } from '../command.js';
import { QUESTIONS } from '../lower/observe.js';
import { CLUSTER_CA, ETCD_MANIFEST, KUBELET_CLIENT_CERTIFICATE } from '../lower/observed-paths.js';
import type { LoweringContext } from '../lowering-context.js';
import type { Answers } from './answers.js';
import { readApiReady } from './api-ready.js';
import { readCapacity } from './observe-capacity.js';
import { readEtcdView } from './observe-etcd.js';

/** `atMs` is when the command was issued: a fact is never taken for newer than it is. */
export function readHost(
  host: HostSpec,
  command: ObserveCommand,
  answers: Answers,
  { nowMs, spec }: LoweringContext,
): HostObservation {
  const outcomes = answers.all();
  const reachable = readReachable(outcomes);
  const detail = reachable === 'yes' ? undefined : whyNot(outcomes);
  const identity = readIdentity(answers, nowMs);
  const clockOffsetMs = readClockOffset(answers, nowMs);
  const seen: Draft<HostObservation> = {
    host: host.name,
    atMs: nowMs,
    reachable,
    ...(detail === undefined ? {} : { detail }),
    ...(identity === undefined ? {} : { identity }),
    ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
    kubeadmRunning: readKubeadmRunning(answers.outcome(QUESTIONS.kubeadmProcesses)),
  };
  if (command.aspects.includes('capacity')) seen.capacity = readCapacity(host, answers, spec);
  if (runsKubelet(host)) noteKubernetes(seen, host, command, answers);
  return seen;
}

/** Any answer, also an error, comes from a host that was reached. */
function readReachable(outcomes: readonly StepOutcome[]): Tri {
  let refused = false;
  for (const outcome of outcomes) {
    const unreachable = outcome.kind === 'failed' && outcome.cause.kind === 'unreachable';
    if (!unreachable && outcome.kind !== 'unknown') return 'yes';
    refused ||= unreachable;
  }
  return refused ? 'no' : 'unknown';
}

function whyNot(outcomes: readonly StepOutcome[]): string | undefined {
  for (const outcome of outcomes) {
    if (outcome.kind === 'failed' && outcome.cause.kind === 'unreachable') return outcome.cause.detail;
  }
  return outcomes.flatMap((outcome) =>
    outcome.kind === 'unknown' ? [`no answer: ${outcome.cause}`] : [],
  )[0];
}

/** Nothing when half of it was lost on the way: a host without addresses would be taken for another machine. */
function readIdentity(answers: Answers, readAtMs: number): HostIdentity | undefined {
  const hostname = answers.output(QUESTIONS.hostname);
  const addresses = answers.output(QUESTIONS.addresses);
  if (!hostname.known || !addresses.known) return undefined;
  const machineId = answers.output(QUESTIONS.machineId);
  const productUuid = answers.output(QUESTIONS.productUuid);
  return {
    readAtMs,
    hostname: hostname.value.trim(),
    ...(machineId.known ? { machineId: machineId.value.trim() } : {}),
    ...(productUuid.known ? { productUuid: productUuid.value.trim().toLowerCase() } : {}),
    addresses: readAddresses(addresses.value),
  };
}

/**
 * The host looked at its clock somewhere between the question and the answer; the middle is taken, so the error is at most half
 * of what the answer took.
 */
function readClockOffset(answers: Answers, nowMs: number): number | undefined {
  const outcome = answers.outcome(QUESTIONS.clock);
  const clock = answers.read(QUESTIONS.clock, readClock);
  if (!clock.known || outcome === undefined) return undefined;
  return Math.round(clock.value - (nowMs + outcome.tookMs / 2));
}

/** pgrep: exit 1 with nothing printed means that no process matched. */
function readKubeadmRunning(outcome: StepOutcome | undefined): Tri {
  if (outcome?.kind === 'succeeded') return outcome.stdout.trim() === '' ? 'unknown' : 'yes';
  const none = outcome?.kind === 'failed' && exitCode(outcome) === 1 && outcome.stderr.trim() === '';
  return none ? 'no' : 'unknown';
}

function noteKubernetes(
  seen: Draft<HostObservation>,
  host: HostSpec,
  { aspects }: ObserveCommand,
  answers: Answers,
): void {
  const found = answers.outcome(QUESTIONS.files);
  const listed = readFileList(found);
  const files = listed?.filter((file) => file !== KUBELET_CLIENT_CERTIFICATE);
  const hasCertificate = readHasCertificate(found, listed);
  const caFingerprint = readCaFingerprint(answers, files);
  if (aspects.includes('identity')) seen.versions = readVersions(answers);
  seen.kubelet = {
    active: readKubeletActive(answers.outcome(QUESTIONS.kubeletActive)),
    healthy: readKubeletHealthy(answers.outcome(QUESTIONS.kubeletHealth)),
    ...(hasCertificate === undefined ? {} : { hasCertificate }),
  };
  if (files !== undefined) seen.files = files;
  if (caFingerprint !== undefined) seen.caFingerprint = caFingerprint;
  if (aspects.includes('certificates')) seen.certificates = readCertificates(host, answers, files);
  const ready = answers.outcome(QUESTIONS.apiReady);
  if (ready !== undefined) seen.apiReady = readApiReady(ready);
  const readyViaEndpoint = answers.outcome(QUESTIONS.apiReadyViaEndpoint);
  if (readyViaEndpoint !== undefined) seen.apiReadyViaEndpoint = readApiReady(readyViaEndpoint);
  if (files?.includes(ETCD_MANIFEST) === true) seen.etcd = readEtcdView(answers);
}

function readVersions(answers: Answers): NonNullable<HostObservation['versions']> {
  const kubeadm = answers.read(QUESTIONS.kubeadmVersion, readVersion);
  const kubelet = answers.read(QUESTIONS.kubeletVersion, readVersion);
  return {
    ...(kubeadm.known ? { kubeadm: kubeadm.value } : {}),
    ...(kubelet.known ? { kubelet: kubelet.value } : {}),
  };
}

/** find: exit 1 is no more than a path that is not there, as long as it complains about nothing else. */
function readFileList(outcome: StepOutcome | undefined): readonly string[] | undefined {
  if (outcome === undefined || outcome.kind === 'unknown') return undefined;
  if (outcome.kind === 'succeeded') return readFiles(outcome.stdout);
  const complaints = outcome.stderr.split('\n').filter((line) => line.trim() !== '');
  const onlyAbsent =
    complaints.length > 0 && complaints.every((line) => line.includes('No such file or directory'));
  return exitCode(outcome) === 1 && onlyAbsent ? readFiles(outcome.stdout) : undefined;
}

/** Absent only where find says so: an answer that was kept may be of a look that did not ask. */
function readHasCertificate(
  outcome: StepOutcome | undefined,
  listed: readonly string[] | undefined,
): Tri | undefined {
  if (outcome === undefined || listed === undefined) return undefined;
  if (listed.includes(KUBELET_CLIENT_CERTIFICATE)) return 'yes';
  return outcome.stderr.includes(KUBELET_CLIENT_CERTIFICATE) ? 'no' : undefined;
}

function readCaFingerprint(answers: Answers, files: readonly string[] | undefined): string | undefined {
  if (files !== undefined && !files.includes(CLUSTER_CA)) return 'none';
  const fingerprint = answers.read(QUESTIONS.caFingerprint, readFingerprint);
  return fingerprint.known ? fingerprint.value : undefined;
}

/** systemctl is-active: `activating` is a unit that is being restarted, not one that runs. */
function readKubeletActive(outcome: StepOutcome | undefined): Tri {
  if (outcome === undefined || outcome.kind === 'unknown') return 'unknown';
  const state = outcome.stdout.trim();
  if (state === 'active' || state === 'reloading') return 'yes';
  return ['inactive', 'failed', 'activating', 'deactivating', 'unknown'].includes(state) ? 'no' : 'unknown';
}

/** curl exits 7 when refused, 28 when there was no answer in time, 52 and 56 when the connection broke. */
function readKubeletHealthy(outcome: StepOutcome | undefined): Tri {
  if (outcome?.kind === 'succeeded') return outcome.stdout.trim() === 'ok' ? 'yes' : 'no';
  if (outcome?.kind !== 'failed') return 'unknown';
  return [7, 28, 52, 56].includes(exitCode(outcome) ?? 0) ? 'no' : 'unknown';
}

function readCertificates(
  host: HostSpec,
  answers: Answers,
  files: readonly string[] | undefined,
): Known<readonly CertificateObservation[]> {
  if (files === undefined) return { known: false, why: 'the files on the host are not known' };
  const kubelet = readKubeletCertificate(answers);
  const hasOwn = host.role === 'control-plane' && answers.outcome(QUESTIONS.certificates) !== undefined;
  const own = hasOwn ? answers.read(QUESTIONS.certificates, readCheckExpiration) : known([]);
  if (!own.known) return own;
  return kubelet.known ? known([...withStarts(own.value, answers), ...kubelet.value]) : kubelet;
}

/** Their ends are known without their beginnings. */
function withStarts(
  certificates: readonly CertificateObservation[],
  answers: Answers,
): readonly CertificateObservation[] {
  const output = answers.output(QUESTIONS.certificateStarts);
  if (!output.known) return certificates;
  const starts = readStartDates(output.value);
  return certificates.map((one) => {
    const validFromMs = starts.get(one.name);
    return validFromMs === undefined ? one : { ...one, validFromMs };
  });
}

/** Before its bootstrap a kubelet has none. */
function readKubeletCertificate(answers: Answers): Known<readonly CertificateObservation[]> {
  const outcome = answers.outcome(QUESTIONS.kubeletCertificate);
  if (outcome === undefined) return known([]);
  if (outcome.kind === 'failed' && outcome.stderr.includes('No such file or directory')) return known([]);
  const dates = answers.read(QUESTIONS.kubeletCertificate, readDates);
  return dates.known ? known([{ name: 'kubelet-client', authority: false, ...dates.value }]) : dates;
}

function exitCode(outcome: StepOutcome): number | undefined {
  return outcome.kind === 'failed' && outcome.cause.kind === 'exit' ? outcome.cause.code : undefined;
}
