import type { HostStep, RunStep } from '../../steps/host-step.js';

const UPDATE_TIMEOUT_MS = 300_000;
const ASK_TIMEOUT_MS = 30_000;

/** A machine that has just booted updates itself: apt waits for the lock as long as this. */
const LOCK_TIMEOUT_SECONDS = 180;

/** Nobody can answer, files of the administrator stay as they are, and messages are those that the reader knows. */
const ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' } as const;

const PATIENT: readonly string[] = [
  '-o',
  `DPkg::Lock::Timeout=${LOCK_TIMEOUT_SECONDS}`,
  '-o',
  'Acquire::Retries=3',
];
const KEEPING_FILES: readonly string[] = [
  '-o',
  'Dpkg::Options::=--force-confdef',
  '-o',
  'Dpkg::Options::=--force-confold',
];

/** Without the error mode apt succeeds although lists could not be fetched, and goes on with old ones. */
export function update(): HostStep {
  return aptGet([...PATIENT, '-o', 'APT::Update::Error-Mode=any', 'update'], UPDATE_TIMEOUT_MS);
}

/** What is installed already stays at its version. */
export function installMissing(packages: readonly string[], timeoutMs: number): HostStep {
  return aptGet(
    [...PATIENT, ...KEEPING_FILES, 'install', '-y', '--no-install-recommends', '--no-upgrade', ...packages],
    timeoutMs,
  );
}

/** `name=version` or `name=pattern`: also a downgrade, also of what is held. Only for hosts that are part of no cluster. */
export function installExactly(packages: readonly string[], timeoutMs: number): HostStep {
  const options = ['-y', '--no-install-recommends', '--allow-downgrades', '--allow-change-held-packages'];
  return aptGet([...PATIENT, ...KEEPING_FILES, 'install', ...options, ...packages], timeoutMs);
}

/** What an interrupted dpkg has unpacked is configured. */
export function completeInterrupted(timeoutMs: number): HostStep {
  return step(['dpkg', '--force-confdef', '--force-confold', '--configure', '-a'], timeoutMs);
}

/** The versions that apt could install. */
export function offered(packages: readonly string[]): HostStep {
  return step(['apt-cache', 'madison', ...packages], ASK_TIMEOUT_MS);
}

/** Changes nothing, and nothing depends on its answer. */
export function isQuestion(of: HostStep): boolean {
  return of.kind === 'run' && of.argv[0] === 'apt-cache';
}

function aptGet(args: readonly string[], timeoutMs: number): HostStep {
  return step(['apt-get', ...args], timeoutMs);
}

function step(argv: RunStep['argv'], timeoutMs: number): HostStep {
  return { kind: 'run', argv, env: ENVIRONMENT, timeoutMs };
}
