import type { Micros, Timers } from '../../engine/scheduler.js';
import { millis, seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { Future, apart, sleep, within } from '../../engine/task.js';
import type { Process } from '../../host/process.js';
import type { KubeClientOptions } from '../client.js';
import { asObject, asString, at } from '../json.js';
import { authorityOf, openKubeSession } from '../kube-client.js';
import type { KubeSession } from '../kube-session.js';
import { readKubeconfig } from '../kubeconfig-access.js';
import { LeaseRenewals, leaseKey } from '../lease-renewals.js';
import { Lifetime } from '../lifetime.js';
import { NetworkPulse } from '../network-pulse.js';
import { formatRfc3339 } from '../rfc3339.js';
import { LeaseWrites } from './lease-writes.js';

/** Kubernetes components: lease duration 15 s, renew deadline 10 s, retry period 2 s. */
const LEASE_US = seconds(15);
const RENEW_DEADLINE_US = seconds(10);
const RETRY_US = seconds(2);
/** A component that does not reach its apiserver for this long exits, and is started again. */
const API_WAIT_US = seconds(10);
const LEASE_NAMESPACE = 'kube-system';

export interface ElectionOptions {
  /** Name of the Lease, of the component and of its metrics. */
  readonly component: string;
  readonly kubeconfig: string;
  /** What the leader does, until `leadership` ends. */
  readonly lead: (session: KubeSession, leadership: Lifetime) => void;
}

/** Runs a component that acts only while it holds its Lease. Ends with code 1 when it has lost its API or its lease. */
export function runElected(process: Process, options: ElectionOptions): Task<number> {
  return apart(standAndLead(process, options));
}

function* standAndLead(process: Process, options: ElectionOptions): Task<number> {
  const { host, world } = process;
  const access = readKubeconfig(host, options.kubeconfig);
  if (access === undefined) {
    process.err(`stat ${options.kubeconfig}: no such file or directory`);
    return 1;
  }
  const session = yield* waitForApi(process, access);
  if (session === undefined) {
    process.err('failed to wait for apiserver being healthy: timed out waiting for the condition');
    return 1;
  }
  const caKeyId = authorityOf(access)?.keyId ?? '';
  const key = leaseKey(caKeyId, 'leader', options.component);
  const lifetime = Lifetime.of(process);
  const changed = new ChangeSignal();
  lifetime.onEnd(NetworkPulse.of(world).subscribe(changed.raise));
  lifetime.onEnd(session.service.onWritable(changed.raise));
  lifetime.onEnd(
    LeaseRenewals.of(world).onChange((one) => {
      if (one === key) changed.raise();
    }),
  );

  const identity = yield* acquire(process, session, key, options.component, changed);
  if (identity === undefined) return 1;
  world.record(leadingEvent(options.component), host.name);
  const renewals = LeaseRenewals.of(world);
  renewals.set(key, true);
  const suspension = new Suspension(process, (paused) => {
    if (paused || !suspension.outlasted(RENEW_DEADLINE_US)) renewals.set(key, !paused);
    changed.raise();
  });
  lifetime.onEnd(() => {
    // Whoever has taken the lease meanwhile keeps it.
    if (!suspension.outlasted(RENEW_DEADLINE_US)) renewals.set(key, false);
  });
  const writes = new LeaseWrites(
    world,
    lifetime,
    () => renewLease(process, session, options.component, identity),
    changed.raise,
  );
  const leadership = lifetime.child();
  options.lead(session, leadership);
  const renewable = (): boolean =>
    session.alive() &&
    session.service.writable &&
    !writes.refused &&
    !suspension.outlasted(RENEW_DEADLINE_US);
  yield* holdLease(process.timers, renewable, changed, (renewing) => {
    renewals.set(key, renewing);
  });
  process.err('leaderelection lost');
  return 1;
}

function leadingEvent(component: string): string {
  return component === 'kube-controller-manager' ? 'controller-manager.leading' : 'scheduler.leading';
}

/** Level-triggered: raising while nobody waits is not lost. */
class ChangeSignal {
  #future = new Future<undefined>();

  readonly raise = (): void => {
    this.#future.settle(undefined);
  };

  *wait(timeoutUs?: number): Task<void> {
    if (timeoutUs === undefined) yield { kind: 'future', future: this.#future };
    else yield* within(this.#future, timeoutUs);
    if (this.#future.settled) this.#future = new Future();
  }
}

function* waitForApi(process: Process, access: KubeClientOptions): Task<KubeSession | undefined> {
  const { scheduler } = process.world;
  const giveUpUs = scheduler.now() + API_WAIT_US;
  for (;;) {
    const session = yield* openKubeSession(process.host, access);
    if (session.ok && session.value.service.writable) return session.value;
    if (scheduler.now() >= giveUpUs) return undefined;
    yield* sleep(seconds(1));
  }
}

/** Waits until the Lease is free or lapsed, and takes it under the identity that it answers with. Undefined: the API is gone. */
function* acquire(
  process: Process,
  session: KubeSession,
  key: string,
  component: string,
  changed: ChangeSignal,
): Task<string | undefined> {
  const { world, host } = process;
  const rng = world.rng.stream(`${component}/${host.name}/lease`);
  const identity = `${host.hostname}_${rng.hex(8)}`;
  const spec = { holderIdentity: identity, leaseDurationSeconds: LEASE_US / seconds(1) };
  const lease = { kind: 'Lease', namespace: LEASE_NAMESPACE, name: component, body: { spec } };
  const observedUs = world.scheduler.now();
  const created = yield* session.client.create(lease);
  if (created.ok) return identity;
  const jitterUs = millis(rng.integer(0, RETRY_US / 1_000));
  for (;;) {
    if (!session.alive()) return undefined;
    const renewal = LeaseRenewals.of(world).get(key);
    if (renewal?.renewing === true || !session.service.writable) {
      yield* changed.wait();
      continue;
    }
    // A standby counts from when it saw the last renewal, or the lease at all.
    const freeUs = Math.max(renewal?.sinceUs ?? 0, observedUs) + LEASE_US + jitterUs;
    const waitUs = freeUs - world.scheduler.now();
    if (waitUs > 0) {
      yield* changed.wait(waitUs);
      continue;
    }
    const current = yield* session.client.get('Lease', LEASE_NAMESPACE, component);
    const before = current.ok ? holderOf(current.value.body) : undefined;
    const taken = yield* session.client.update('Lease', LEASE_NAMESPACE, component, (object) =>
      holderOf(object.body) === before ? { ...object, body: { spec } } : object,
    );
    if (taken.ok && holderOf(taken.value.body) === identity) return identity;
    yield* changed.wait(RETRY_US);
  }
}

/** One renewal. False: it was not written. */
function* renewLease(
  process: Process,
  session: KubeSession,
  component: string,
  identity: string,
): Task<boolean> {
  const renewTime = formatRfc3339(process.host.clock());
  const written = yield* session.client.update('Lease', LEASE_NAMESPACE, component, (lease) =>
    holderOf(lease.body) === identity
      ? { ...lease, body: { spec: { ...asObject(lease.body['spec']), renewTime } } }
      : lease,
  );
  return written.ok;
}

function holderOf(body: Readonly<Record<string, unknown>>): string | undefined {
  return asString(at(body, 'spec', 'holderIdentity'));
}

/** Returns once the lease could not be renewed for the renew deadline. */
function* holdLease(
  scheduler: Timers,
  renewable: () => boolean,
  changed: ChangeSignal,
  renew: (renewing: boolean) => void,
): Task<void> {
  for (;;) {
    while (renewable()) yield* changed.wait();
    renew(false);
    const deadlineUs = scheduler.now() + RENEW_DEADLINE_US;
    while (!renewable() && scheduler.now() < deadlineUs) yield* changed.wait(deadlineUs - scheduler.now());
    if (!renewable()) return;
    renew(true);
  }
}

/** How long a process was stopped (SIGSTOP) at a time: it does not renew then, and finds out afterwards. */
class Suspension {
  readonly #process: Process;
  #sinceUs: Micros | undefined;
  #longestUs: Micros = 0;

  constructor(process: Process, changed: (paused: boolean) => void) {
    this.#process = process;
    process.onPause((paused) => {
      const nowUs = process.world.scheduler.now();
      if (paused) this.#sinceUs = nowUs;
      else this.#longestUs = Math.max(this.#longestUs, this.#currentUs);
      changed(paused);
    });
  }

  outlasted(us: Micros): boolean {
    return Math.max(this.#longestUs, this.#process.paused ? this.#currentUs : 0) >= us;
  }

  get #currentUs(): Micros {
    const nowUs = this.#process.world.scheduler.now();
    return nowUs - (this.#sinceUs ?? nowUs);
  }
}
