export { assertNever } from './foundation/assert-never.js';
export { invariant } from './foundation/invariant.js';
export type { Result } from './foundation/result.js';
export { err, ok } from './foundation/result.js';
export type { Text } from './foundation/secret.js';
export { printable, revealText, Secret } from './foundation/secret.js';
export type { Known, Tri } from './foundation/tri.js';
export { known, unknown } from './foundation/tri.js';
export type * from './spec/cluster-spec.js';
export type * from './spec/preparation-spec.js';
export type { PreparationItem } from './preparation/preparation-item.js';
export type { HostPreparation, ObservedItem } from './preparation/host-preparation.js';
export { hostNamed, hostsOf } from './spec/cluster-spec.js';
export type { Diagnostic } from './spec/diagnostic.js';
export { formatDiagnostic } from './spec/diagnostic.js';
export type { ParsedClusterSpec, ParseOptions } from './spec/parse.js';
export { parseClusterSpec } from './spec/parse.js';
export { renderDefaults } from './spec/render-defaults.js';
export { withCniManifest } from './spec/with-cni-manifest.js';
export { closestName } from './spec/closest-name.js';
export { API_VERSION } from './spec/schema.js';
export { clusterSpecJsonSchema } from './spec/json-schema.js';
export type { KubeVersion } from './spec/kube-version.js';
export { compareKubeVersions, parseKubeVersion } from './spec/kube-version.js';
export type {
  HostStep,
  ProbeTcpStep,
  ReadFileStep,
  RemoveFileStep,
  RunStep,
  WriteFileStep,
} from './steps/host-step.js';
export type {
  StepFailed,
  StepFailureCause,
  StepOutcome,
  StepSucceeded,
  StepUnknown,
} from './steps/step-outcome.js';
export type * from './commands/command.js';
export type {
  ApiAnswers,
  CommandFacts,
  CommandFailure,
  CommandReport,
  FailureClass,
  Reading,
  SecretName,
} from './commands/report.js';
export type { PlacedStep, Stage, StepOutcomes, StepPlan } from './commands/step-plan.js';
export type { LoweringContext } from './commands/lowering-context.js';
export { lower } from './commands/lower.js';
export { read } from './commands/read.js';
export { describe, mutates } from './commands/describe.js';
export { describeStep } from './commands/describe-step.js';
export type * from './observation/observation.js';
export type * from './observation/host-capacity.js';
export type { BlockCode, BlockReason } from './decisions/block-reason.js';
export type { HandOver } from './decisions/member-removal.js';
export type { Check, CheckId, Verdict } from './decisions/verdict.js';
export { refusals } from './decisions/verdict.js';
export type { Projection } from './decisions/quorum.js';
export { projectAddition, projectRemoval, quorumOf, toleranceOf } from './decisions/quorum.js';
export { isDone } from './decisions/is-done.js';
export type { ControlPlaneStep, StepSituation } from './decisions/control-plane-step.js';
export type { WaitStep } from './decisions/patience.js';
export { CATCHING_UP, controlPlaneStep } from './decisions/control-plane-step.js';
export type { Validity } from './decisions/credentials.js';
export { validityOf } from './decisions/credentials.js';
export type { JoinSituation, Stability } from './decisions/may-join.js';
export { mayJoinControlPlane, STABLE_FOR_MS, STABLE_LOOKS } from './decisions/may-join.js';
export type { Membership, UnlistedMember } from './decisions/membership.js';
export { membershipOf, peerUrlOf } from './decisions/membership.js';
export type { Origin } from './decisions/origin.js';
export { clusterAuthority } from './decisions/cluster-authority.js';
export { originOf } from './decisions/origin.js';
export { peerPaths } from './decisions/paths.js';
export type * from './status/cluster-status.js';
export { STATUS_FORMAT_VERSION } from './status/cluster-status.js';
export type { ProblemCode, StatusProblem } from './status/status-problem.js';
export { PROBLEM_MEANINGS } from './status/problem-meanings.js';
export { clusterStatus } from './status/derive-cluster-status.js';
export type { ResetPlan, ResetRefusal, ResetRequest } from './reset/reset-plan.js';
export { planReset } from './reset/reset-plan.js';
export type { ResetStep } from './reset/next-reset-step.js';
export { nextResetStep } from './reset/next-reset-step.js';
export { bootstrapTokenDescription } from './decisions/own-tokens.js';
export type { ProtocolEvent } from './protocol/events.js';
export type { IssuedCommand, ProtocolContext } from './protocol/context.js';
export type { ProtocolState, ProtocolStatus, Step } from './protocol/stepper.js';
export type { StateTitle } from './protocol/state-title.js';
export { titleOf } from './protocol/state-title.js';
export { activePaths, contextOf, initialState, statusOf, step } from './protocol/stepper.js';
export type { CancelSignal, Clock, Driver, RunOptions } from './executor/driver.js';
export type { ExecuteOptions } from './executor/execute-options.js';
export { execute } from './executor/execute.js';
export type { Hands } from './executor/run-plan.js';
export { runPlan } from './executor/run-plan.js';
export type { ObserveOptions } from './executor/observe-cluster.js';
export { observeCluster } from './executor/observe-cluster.js';
export type { LeaseHolder, LeaseRecord } from './lease/lease-record.js';
export { describeHolder } from './lease/lease-record.js';
export { DEFAULT_LEASE_MS, SHORTEST_LEASE_MS } from './lease/lease-timing.js';
export type { LeaseLook, LeasePlace, LeaseView, PlaceLook, PlaceView } from './lease/lease-view.js';
export { viewAfter } from './lease/lease-view.js';
export type { HeldBy, LeaseCheck, LeaseCheckId, LeaseClaim, LeaseVerdict } from './lease/may-take.js';
export { describeHeld, mayTake } from './lease/may-take.js';
export type { LeaseEvent, LeaseLoss, LeaseRefusal } from './lease/lease-event.js';
export type { LeaseOptions } from './executor/lease-request.js';
export type { ExecuteLeasedOptions, LeasedRunResult } from './executor/execute-leased.js';
export { executeLeased } from './executor/execute-leased.js';
export type { BesideRun, LeasedWork, LeaseInForce, UnderLeaseOptions } from './executor/under-lease.js';
export { underLease } from './executor/under-lease.js';
export type { ExecutionEvent, RunResult } from './executor/execution-event.js';
export type { Journal, JournalEntry } from './executor/journal.js';
export { JournalWriteError, MemoryJournal } from './executor/journal.js';
export type { CommandInFlight, RunSoFar } from './executor/run-so-far.js';
export { runSoFar } from './executor/run-so-far.js';
export type { CollectOptions } from './diagnosis/collect-evidence.js';
export { collectEvidence } from './diagnosis/collect-evidence.js';
export type { Diagnosis, LikelyCause } from './diagnosis/diagnose.js';
export { diagnose } from './diagnosis/diagnose.js';
export type {
  Evidence,
  EvidenceHost,
  EvidenceItem,
  EvidenceOutcome,
  EvidenceSource,
} from './diagnosis/evidence.js';
export type { EvidenceRequest } from './diagnosis/evidence-plan.js';
export { evidencePlan, hostsConcerned } from './diagnosis/evidence-plan.js';
export type { EvidenceReading } from './diagnosis/read-evidence.js';
export { readEvidence } from './diagnosis/read-evidence.js';
export type { Clue, FactClue, KnownCause, LineClue, Scene, Sighting } from './diagnosis/known-cause.js';
export { KNOWN_CAUSES } from './diagnosis/known-causes.js';
export type { DiagnosedFailure, FailureWatchOptions } from './diagnosis/failure-watch.js';
export { FailureWatch } from './diagnosis/failure-watch.js';
export type { Masker } from './diagnosis/mask/masker.js';
export { masker } from './diagnosis/mask/masker.js';
