import type { EtcdProfile } from '../profile.js';
import { millis } from '../../engine/scheduler.js';
import type { RaftTiming } from './election-clock.js';

export interface InitialMember {
  readonly name: string;
  readonly peerUrls: readonly string[];
}

export interface EtcdFlags {
  readonly name: string;
  readonly dataDir: string;
  readonly listenClientUrls: readonly string[];
  readonly advertiseClientUrls: readonly string[];
  readonly listenPeerUrls: readonly string[];
  readonly initialAdvertisePeerUrls: readonly string[];
  readonly listenMetricsUrls: readonly string[];
  readonly initialCluster: readonly InitialMember[];
  readonly initialClusterState: 'new' | 'existing';
  readonly initialClusterToken: string;
  readonly timing: RaftTiming;
  readonly preVote: boolean;
  readonly strictReconfigurationCheck: boolean;
  readonly snapshotCount: number;
  readonly certificateFile: string;
  readonly trustedAuthorityFile: string;
  readonly clientCertificates: boolean;
  readonly peerCertificateFile: string;
  readonly peerTrustedAuthorityFile: string;
  readonly peerClientCertificates: boolean;
}

/** What etcd says on stderr before it goes, and the code it goes with. */
export interface StartFailure {
  readonly kind: 'failure';
  readonly exitCode: number;
  readonly lines: readonly string[];
}

export type ParsedFlags = { readonly kind: 'flags'; readonly flags: EtcdFlags } | StartFailure;

const BOOLEANS = new Set([
  'client-cert-auth',
  'peer-client-cert-auth',
  'auto-tls',
  'peer-auto-tls',
  'pre-vote',
  'strict-reconfig-check',
  'initial-election-tick-advance',
  'enable-v2',
  'enable-pprof',
  'debug',
  'version',
]);

const VALUES = new Set([
  'name',
  'data-dir',
  'wal-dir',
  'listen-client-urls',
  'listen-client-http-urls',
  'advertise-client-urls',
  'listen-peer-urls',
  'initial-advertise-peer-urls',
  'listen-metrics-urls',
  'initial-cluster',
  'initial-cluster-state',
  'initial-cluster-token',
  'heartbeat-interval',
  'election-timeout',
  'snapshot-count',
  'cert-file',
  'key-file',
  'trusted-ca-file',
  'peer-cert-file',
  'peer-key-file',
  'peer-trusted-ca-file',
  'cipher-suites',
  'tls-min-version',
  'quota-backend-bytes',
  'auto-compaction-mode',
  'auto-compaction-retention',
  'max-request-bytes',
  'max-learners',
  'metrics',
  'logger',
  'log-level',
  'log-outputs',
  'feature-gates',
  'watch-progress-notify-interval',
  'initial-corrupt-check',
]);

/** The command line as kubeadm and people write it: `--flag=value`, `--flag value`, one or two dashes. */
export function parseEtcdFlags(argv: readonly string[], profile: EtcdProfile): ParsedFlags {
  const values = new Map<string, string>();
  for (let index = 0; index < argv.length; index += 1) {
    const match = /^--?([a-z0-9-]+)(?:=(.*))?$/.exec(argv[index] ?? '');
    const name = match?.[1] ?? '';
    const isBoolean = BOOLEANS.has(name) || name.startsWith('experimental-');
    if (!isBoolean && !VALUES.has(name)) return usageError(`flag provided but not defined: -${name}`);
    const inline = match?.[2];
    if (inline !== undefined) values.set(name, inline);
    else if (isBoolean) values.set(name, 'true');
    else {
      index += 1;
      values.set(name, argv[index] ?? '');
    }
  }
  const state = values.get('initial-cluster-state') ?? 'new';
  if (state !== 'new' && state !== 'existing') {
    return usageError(`invalid value "${state}" for flag -initial-cluster-state: invalid value`);
  }
  const heartbeatMs = Number(values.get('heartbeat-interval') ?? '100');
  const electionMs = Number(values.get('election-timeout') ?? '1000');
  const timings = timingError(heartbeatMs, electionMs);
  if (timings !== undefined) return { kind: 'failure', exitCode: 1, lines: [timings] };
  return { kind: 'flags', flags: readFlags(values, profile, state, heartbeatMs, electionMs) };
}

function readFlags(
  values: ReadonlyMap<string, string>,
  profile: EtcdProfile,
  initialClusterState: 'new' | 'existing',
  heartbeatMs: number,
  electionMs: number,
): EtcdFlags {
  const text = (flag: string, otherwise = ''): string => values.get(flag) ?? otherwise;
  const list = (flag: string, otherwise: string): readonly string[] =>
    text(flag, otherwise)
      .split(',')
      .filter((item) => item !== '');
  const enabled = (flag: string, otherwise: boolean): boolean => text(flag, String(otherwise)) === 'true';
  const name = text('name', 'default');
  const initialAdvertisePeerUrls = list('initial-advertise-peer-urls', 'http://localhost:2380');
  const ownEntry = initialAdvertisePeerUrls.map((url) => `${name}=${url}`).join(',');
  return {
    name,
    dataDir: text('data-dir', `/${name}.etcd`).replace(/\/+$/, ''),
    listenClientUrls: list('listen-client-urls', 'http://localhost:2379'),
    advertiseClientUrls: list('advertise-client-urls', 'http://localhost:2379'),
    listenPeerUrls: list('listen-peer-urls', 'http://localhost:2380'),
    initialAdvertisePeerUrls,
    listenMetricsUrls: list('listen-metrics-urls', ''),
    initialCluster: parseInitialCluster(text('initial-cluster', ownEntry)),
    initialClusterState,
    initialClusterToken: text('initial-cluster-token', 'etcd-cluster'),
    timing: { tickUs: millis(heartbeatMs), electionTicks: Math.floor(electionMs / heartbeatMs) },
    preVote: enabled('pre-vote', profile.preVote),
    strictReconfigurationCheck: enabled('strict-reconfig-check', true),
    snapshotCount: Number(text('snapshot-count', String(profile.snapshotCount))),
    certificateFile: text('cert-file'),
    trustedAuthorityFile: text('trusted-ca-file'),
    clientCertificates: enabled('client-cert-auth', false),
    peerCertificateFile: text('peer-cert-file'),
    peerTrustedAuthorityFile: text('peer-trusted-ca-file'),
    peerClientCertificates: enabled('peer-client-cert-auth', false),
  };
}

/** `cp1=https://10.0.0.11:2380,cp2=https://10.0.0.12:2380`; a name given twice has two URLs. */
function parseInitialCluster(text: string): readonly InitialMember[] {
  const urls = new Map<string, string[]>();
  for (const item of text.split(',')) {
    const split = item.indexOf('=');
    if (split < 0) continue;
    const name = item.slice(0, split);
    const known = urls.get(name);
    if (known === undefined) urls.set(name, [item.slice(split + 1)]);
    else known.push(item.slice(split + 1));
  }
  return [...urls].map(([name, peerUrls]) => ({ name, peerUrls }));
}

function timingError(heartbeatMs: number, electionMs: number): string | undefined {
  if (5 * heartbeatMs > electionMs) {
    return `error verifying flags, --election-timeout[${electionMs}ms] should be at least as 5 times as --heartbeat-interval[${heartbeatMs}ms]. See 'etcd --help'.`;
  }
  if (electionMs > 50_000) {
    return `error verifying flags, --election-timeout[${electionMs}ms] is too long, and should be set less than 50000ms. See 'etcd --help'.`;
  }
  return undefined;
}

function usageError(line: string): StartFailure {
  return { kind: 'failure', exitCode: 2, lines: [line, 'Usage:', '', '  etcd [flags]'] };
}
