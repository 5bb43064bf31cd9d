import type { LeaseEvent, LeaseLoss, LeaseRefusal } from '../lease/lease-event.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { Acquisition } from './acquire-lease.js';
import { acquireLease } from './acquire-lease.js';
import { Cancellation, withDeadline } from './cancellation.js';
import type { CancelSignal, Clock, Driver } from './driver.js';
import type { HeldPlaces } from './held-places.js';
import { LeaseKeeper } from './keep-lease.js';
import type { LeaseOptions, LeaseRequest } from './lease-request.js';
import { leaseRequest } from './lease-request.js';
import type { LeaseStores } from './lease-store.js';
import { LeaseFile, LeaseObject } from './lease-store.js';
import { NEVER_CANCELLED } from './never-cancelled.js';
import type { Hands } from './run-plan.js';

/** A driver and clock for what goes on beside the work: renewing the lease. */
export interface BesideRun {
  readonly driver: Driver;
  readonly clock: Clock;
  close(): void;
}

export interface UnderLeaseOptions {
  readonly spec: ClusterSpec;
  readonly driver: Driver;
  readonly clock: Clock;
  readonly lease: LeaseOptions;
  /** Opened when the lease has been taken, closed before it is given up. */
  readonly beside: () => BesideRun;
  /** Ends the wait for the lease, and aborts {@link LeaseInForce.signal}. */
  readonly signal?: CancelSignal;
  /** Ends the wait for the lease only. */
  readonly stop?: CancelSignal;
  readonly onEvent?: (event: LeaseEvent) => void;
  /** How long a place to hold it in is looked for while none answers. Default: `budgets.blockedPatienceMs` of the spec. */
  readonly patienceMs?: number;
}

export interface LeaseInForce {
  /** Aborted at once when the lease is lost. */
  readonly signal: CancelSignal;
  /** The fence: whether a change may begin now. To be asked right before each. */
  mayChange(): boolean;
}

export type LeasedWork<T> =
  /** It is somebody else's; nothing was begun. */
  | { readonly kind: 'refused'; readonly refusal: LeaseRefusal }
  /** Interrupted before the lease was taken; nothing was begun. */
  | { readonly kind: 'aborted' }
  | { readonly kind: 'ended'; readonly value: T; readonly loss?: LeaseLoss };

/** Longest time that giving the lease up may take. */
const RELEASE_MS = 10_000;

/**
 * Does something while nobody else changes the cluster. Takes the lease (or waits, or refuses), renews it beside the work, and
 * gives it up at the end.
 */
export async function underLease<T>(
  options: UnderLeaseOptions,
  work: (lease: LeaseInForce) => Promise<T>,
): Promise<LeasedWork<T>> {
  const { lease, spec, driver, clock, onEvent = () => undefined } = options;
  const request = leaseRequest(lease, onEvent);
  const stores: LeaseStores = { file: new LeaseFile(spec), object: new LeaseObject(spec) };
  const acquisition = await acquire(stores, request, options);
  if (acquisition.kind !== 'acquired') return acquisition;
  const { held } = acquisition;
  let lost = false;
  try {
    const ended = await fenced(stores, request, held, options, work);
    lost = ended.loss !== undefined;
    return { kind: 'ended', ...ended };
  } finally {
    if (!lost) await giveUp(stores, request, held, { driver, clock });
  }
}

/** Bounded: what is not given up in time expires by itself. */
async function giveUp(
  stores: LeaseStores,
  { emit }: LeaseRequest,
  held: HeldPlaces,
  hands: Hands,
): Promise<void> {
  const { clock } = hands;
  const places = await withDeadline(clock, RELEASE_MS, NEVER_CANCELLED, (signal) =>
    held.release(stores, { ...hands, signal }),
  );
  if (places.length > 0) emit({ type: 'lease.released', atMs: clock.nowMs(), places });
}

/** Either signal ends the wait for the lease. */
async function acquire(
  stores: LeaseStores,
  request: LeaseRequest,
  { driver, clock, spec, signal, stop, patienceMs = spec.budgets.blockedPatienceMs }: UnderLeaseOptions,
): Promise<Acquisition> {
  const ending = new Cancellation();
  const unfollow = [signal, stop].map((one) => (one === undefined ? undefined : ending.follow(one)));
  const hands: { driver: Driver; clock: Clock; signal: CancelSignal } = { driver, clock, signal: ending };
  try {
    return await acquireLease(stores, request, hands, patienceMs);
  } finally {
    for (const end of unfollow) end?.();
  }
}

async function fenced<T>(
  stores: LeaseStores,
  request: LeaseRequest,
  held: HeldPlaces,
  { signal, beside, clock }: UnderLeaseOptions,
  work: (lease: LeaseInForce) => Promise<T>,
): Promise<{ readonly value: T; readonly loss?: LeaseLoss }> {
  const ending = new Cancellation();
  const unfollow = signal === undefined ? undefined : ending.follow(signal);
  const keeper = new LeaseKeeper({
    stores,
    request,
    held,
    onLost: () => {
      ending.cancel();
    },
  });
  const aside = beside();
  const over = new Cancellation();
  const keeping = keeper.keep({ driver: aside.driver, clock: aside.clock, signal: over });
  try {
    const value = await work({ signal: ending, mayChange: () => keeper.mayChange(clock.nowMs()) });
    return { value, ...(keeper.loss === undefined ? {} : { loss: keeper.loss }) };
  } finally {
    unfollow?.();
    // Looks that nobody waits for any more.
    ending.cancel();
    over.cancel();
    await keeping;
    aside.close();
  }
}
