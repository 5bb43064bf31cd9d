import type { LeaseRefusal } from '../lease/lease-event.js';
import { refusalOf, unwritable } from '../lease/lease-words.js';
import type { LeaseLook, LeaseView } from '../lease/lease-view.js';
import { viewAfter } from '../lease/lease-view.js';
import type { LeaseVerdict } from '../lease/may-take.js';
import { mayTake } from '../lease/may-take.js';
import { pause } from './cancellation.js';
import type { CancelSignal } from './driver.js';
import { HeldPlaces } from './held-places.js';
import type { LeaseRequest } from './lease-request.js';
import { recordOf } from './lease-request.js';
import type { LeaseStores } from './lease-store.js';
import type { Hands } from './run-plan.js';
import { patientWatch } from './stopwatch.js';

export type Acquisition =
  | { readonly kind: 'acquired'; readonly held: HeldPlaces }
  | { readonly kind: 'refused'; readonly refusal: LeaseRefusal }
  | { readonly kind: 'aborted' };

/**
 * Looks until the lease may be taken, and takes it in every place that can be had, the file first, so that two runs meet at the
 * same one. Refuses when its holder is alive and nobody wants to wait, and when no place has answered for `patienceMs`.
 */
export async function acquireLease(
  stores: LeaseStores,
  request: LeaseRequest,
  hands: Hands & { readonly signal: CancelSignal },
  patienceMs: number,
): Promise<Acquisition> {
  const { clock, signal } = hands;
  const watch = patientWatch(clock);
  let view: LeaseView | undefined;
  let told = '';
  for (;;) {
    const seen = await look(stores, hands);
    if (signal.aborted) return { kind: 'aborted' };
    const elapsedMs = watch.passedMs();
    view = viewAfter(view, seen, elapsedMs);
    const verdict = mayTake(view, { me: request.holder, durationMs: request.timing.durationMs }, elapsedMs);
    if (verdict.allowed) {
      const taking = await take(stores, view, request, hands);
      if (taking.kind === 'taken') {
        tell(request, verdict, taking.held, clock.nowMs());
        return { kind: 'acquired', held: taking.held };
      }
      if (taking.kind === 'unwritable' && isOver(request, elapsedMs, patienceMs))
        return refuse(request, unwritable(verdict, taking.whys), clock.nowMs());
    } else if (isHopeless(verdict, request, elapsedMs, patienceMs)) {
      return refuse(request, refusalOf(verdict), clock.nowMs());
    }
    const situation = verdict.heldBy.map(({ record }) => record?.holder.runId ?? '').join(' ');
    const news = `${situation}/${verdict.checks.map(({ holds }) => holds).join(' ')}`;
    if (news !== told) request.emit({ type: 'lease.waiting', atMs: clock.nowMs(), verdict });
    told = news;
    if (!(await pause(clock, request.timing.retryMs, signal))) return { kind: 'aborted' };
  }
}

async function look(stores: LeaseStores, hands: Hands): Promise<LeaseLook> {
  const file = await stores.file.look(hands);
  return { file, object: await stores.object.look(hands) };
}

function isHopeless(
  { checks }: LeaseVerdict,
  request: LeaseRequest,
  elapsedMs: number,
  patienceMs: number,
): boolean {
  const refused = checks.filter(({ holds }) => holds === 'no');
  if (refused.some(({ id }) => id === 'place-seen')) return isOver(request, elapsedMs, patienceMs);
  return refused.length > 0 && request.whenHeld === 'refuse';
}

/** Nobody is known to be at work, but nothing answers: that may heal by itself. */
function isOver({ whenHeld }: LeaseRequest, elapsedMs: number, patienceMs: number): boolean {
  return whenHeld === 'refuse' || elapsedMs >= patienceMs;
}

function refuse(request: LeaseRequest, refusal: LeaseRefusal, atMs: number): Acquisition {
  request.emit({ type: 'lease.refused', atMs, refusal });
  return { kind: 'refused', refusal };
}

type Taking =
  | { readonly kind: 'taken'; readonly held: HeldPlaces }
  | { readonly kind: 'beaten' }
  /** Nobody has it, and yet it could not be written. */
  | { readonly kind: 'unwritable'; readonly whys: readonly string[] };

/** All places that can be had, or none when somebody else was first in one. */
async function take(
  stores: LeaseStores,
  view: LeaseView,
  request: LeaseRequest,
  hands: Hands,
): Promise<Taking> {
  const held = new HeldPlaces(request, hands.clock);
  const whys: string[] = [];
  for (const store of [stores.file, stores.object]) {
    const { look: seen } = view[store.place];
    if (seen.kind !== 'free' && seen.kind !== 'held') continue;
    const startedMs = held.passedMs();
    const record = recordOf(request, held.acquiredAtMs, hands.clock.nowMs());
    const written = await store.write(hands, record, seen.version);
    if (written.kind === 'written') {
      if (seen.kind === 'held' && seen.record !== undefined) held.supersede(seen.record);
      held.renewed(store.place, written.version, startedMs);
      continue;
    }
    const after = await store.look(hands);
    if (after.kind !== 'held') {
      whys.push(`${store.place}: ${written.why}`);
      continue;
    }
    if (after.record?.holder.runId === request.holder.runId) {
      held.renewed(store.place, after.version, startedMs);
      continue;
    }
    await held.release(stores, hands);
    return { kind: 'beaten' };
  }
  return held.places.length === 0 ? { kind: 'unwritable', whys } : { kind: 'taken', held };
}

function tell(request: LeaseRequest, verdict: LeaseVerdict, held: HeldPlaces, atMs: number): void {
  const { holder, timing, emit } = request;
  for (const from of verdict.heldBy) emit({ type: 'lease.taken-over', atMs, from });
  emit({
    type: 'lease.acquired',
    atMs,
    holder,
    places: held.places,
    durationMs: timing.durationMs,
    verdict,
  });
}
