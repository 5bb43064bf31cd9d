import type { Command, CommandId } from '../commands/command.js';
import type { CommandReport } from '../commands/report.js';
import type { BlockReason } from '../decisions/block-reason.js';
import type { Waiting } from '../decisions/patience.js';
import type { HeldCredentials } from '../decisions/credentials.js';
import type { FailedJoin } from '../decisions/failed-join.js';
import type { Stability } from '../decisions/may-join.js';
import type { Verdict } from '../decisions/verdict.js';
import type { MemberObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';
import type { ControlPlanePlan } from './control-plane-plan.js';
import type { ProxyTokens } from './own-uploads.js';
import { NO_PROXY_TOKENS } from './own-uploads.js';

/** The parts of the protocol that work side by side once a cluster exists, and the run itself before and after. */
export type Concern = 'run' | 'control-plane' | 'workers' | 'network' | 'credentials';

export type Standing = 'working' | 'complete' | 'halted';

/** A command on its way. */
export interface IssuedCommand {
  readonly id: CommandId;
  readonly concern: Concern;
  /** The host it is about, where a concern has several at once. */
  readonly subject?: HostName;
  readonly command: Command;
  readonly issuedAtMs: number;
  /** What permitted it. */
  readonly permit?: Verdict;
}

export interface SettledCommand {
  readonly issued: IssuedCommand;
  readonly report: CommandReport;
  readonly atMs: number;
}

/** Plain JSON, bounded, without secrets. History belongs to the journal. */
export interface ProtocolContext {
  readonly spec: ClusterSpec;
  readonly nowMs: number;
  readonly observation: Observation | null;
  readonly stability: Stability | null;
  /** End of the last look at every master. */
  readonly mastersSeenMs: number;
  /** The last member list that was readable: without quorum etcd may not tell it any more. */
  readonly lastMembers: readonly MemberObservation[];
  /** End of the last command that changed the control plane, or when the run was resumed: facts must be newer. */
  readonly controlPlaneChangedMs: number;
  /** End of the last command that changed a worker. */
  readonly workerChangedMs: Readonly<Record<HostName, number>>;
  /** End of the last preparation of a host. */
  readonly preparedMs: Readonly<Record<HostName, number>>;
  readonly commandsIssued: number;
  readonly inFlight: Readonly<Record<CommandId, IssuedCommand>>;
  /** Issued in this step; handed over by the `dispatch` action and emptied. */
  readonly outbox: readonly IssuedCommand[];
  readonly lastSettled: Readonly<Partial<Record<Concern, SettledCommand>>>;
  readonly credentials: HeldCredentials;
  /** End of the last command that minted: what was seen before cannot tell about these credentials. */
  readonly mintedMs: number;
  readonly mintFailures: number;
  /** Tokens that own uploaded certificates, this run's told apart from those of others. */
  readonly proxyTokens: ProxyTokens;
  /** Joins started per host, inits under the name of their host, anything else under subject and kind. */
  readonly attempts: Readonly<Record<string, number>>;
  /**
   * The last join of each host whose last join did not succeed, and under subject and kind (`HOST/finish-join`, `HOST/reset-host`,
   * `credentials/revoke-credentials`) the last attempt at what is paused like a join.
   */
  readonly failedJoins: Readonly<Record<string, FailedJoin>>;
  /** Hosts on which this very run started an init that is not known to have succeeded. */
  readonly initDoubtful: HostName | null;
  /** That init is known to have ended before its apiserver served, and nobody has seen it serve since: there is nothing to lose. */
  readonly initNeverServed: boolean;
  /** Masters on which a join or a reset was started, is not known to have succeeded, and was not seen to be over. */
  readonly kubeadmDoubtful: readonly HostName[];
  readonly waits: Readonly<Record<string, Waiting>>;
  readonly plan: ControlPlanePlan | null;
  readonly standings: Readonly<Record<Concern, Standing>>;
  readonly halts: Readonly<Partial<Record<Concern, BlockReason>>>;
  /** Why the whole run stands still. */
  readonly blocked: BlockReason | null;
  readonly blockedSinceMs: number | null;
  readonly cniApplied: boolean;
  /** An init of this run ended, and the manifest was not applied since: etcd may have begun anew, without all that it held. */
  readonly cniDue: boolean;
  readonly cniAttempts: number;
  readonly balancerAttempts: number;
  /** The last failures, oldest first: evidence when a budget is spent. */
  readonly failures: readonly string[];
  /** The verdict that let the run end. */
  readonly done: Verdict | null;
}

export interface ProtocolInput {
  readonly spec: ClusterSpec;
}

const NO_SPEC: ClusterSpec = {
  name: '',
  kubernetesVersion: 'v1.0.0',
  controlPlaneEndpoint: { host: '', port: 0 },
  networking: { podSubnet: '', serviceSubnet: '', dnsDomain: '' },
  etcd: { kind: 'stacked' },
  cni: { kind: 'none' },
  hosts: [],
  ignorePreflightErrors: [],
  credentials: { tokenTtlMs: 0, keep: false },
  certificates: { warnBelowMs: 0 },
  budgets: {
    joinAttempts: 0,
    joinTimeoutMs: 0,
    initTimeoutMs: 0,
    settleMs: 0,
    blockedPatienceMs: 0,
    maxClockSkewMs: 0,
  },
  assumeNew: false,
};

/** XState also runs the context factory without input (an inert actor on each `transition()`): it must be total and cheap. */
export function initialContext(input: ProtocolInput | undefined): ProtocolContext {
  return {
    spec: input?.spec ?? NO_SPEC,
    nowMs: 0,
    observation: null,
    stability: null,
    mastersSeenMs: 0,
    lastMembers: [],
    controlPlaneChangedMs: 0,
    workerChangedMs: {},
    preparedMs: {},
    commandsIssued: 0,
    inFlight: {},
    outbox: [],
    lastSettled: {},
    credentials: { token: null, certificateKey: null },
    mintedMs: 0,
    mintFailures: 0,
    proxyTokens: NO_PROXY_TOKENS,
    attempts: {},
    failedJoins: {},
    initDoubtful: null,
    initNeverServed: false,
    kubeadmDoubtful: [],
    waits: {},
    plan: null,
    standings: {
      run: 'working',
      'control-plane': 'working',
      workers: 'working',
      network: 'working',
      credentials: 'working',
    },
    halts: {},
    blocked: null,
    blockedSinceMs: null,
    cniApplied: false,
    cniDue: false,
    cniAttempts: 0,
    balancerAttempts: 0,
    failures: [],
    done: null,
  };
}
