import type { LeaseLoss } from '../lease/lease-event.js';
import { notRenewed, takenBy } from '../lease/lease-words.js';
import type { LeasePlace, PlaceLook } from '../lease/lease-view.js';
import { messageOf } from '../foundation/message-of.js';
import { pause, withDeadline } from './cancellation.js';
import type { CancelSignal, Clock } from './driver.js';
import type { HeldPlaces } from './held-places.js';
import type { LeaseRequest } from './lease-request.js';
import { recordOf } from './lease-request.js';
import type { LeaseStore, LeaseStores } from './lease-store.js';
import type { Hands } from './run-plan.js';

export interface LeaseKeeping {
  readonly stores: LeaseStores;
  readonly request: LeaseRequest;
  readonly held: HeldPlaces;
  /** Called once. */
  readonly onLost: (loss: LeaseLoss) => void;
}

/** Renews the lease of a run, and says whether a change may begin. */
export class LeaseKeeper {
  readonly #keeping: LeaseKeeping;
  readonly #whys = new Map<LeasePlace, string>();
  #loss: LeaseLoss | undefined;

  constructor(keeping: LeaseKeeping) {
    this.#keeping = keeping;
  }

  get loss(): LeaseLoss | undefined {
    return this.#loss;
  }

  /**
   * The fence. What is not renewed in time is lost at this very question, whatever the renewal is doing. `atMs` is for the event
   * that tells so.
   */
  mayChange(atMs: number): boolean {
    if (this.#loss === undefined && this.#keeping.held.remainingMs() <= 0) this.#expire(atMs);
    return this.#loss === undefined;
  }

  /** Until the signal, or until the lease is lost. Never rejects: who cannot renew, for whatever reason, has lost it. */
  async keep(hands: Hands & { readonly signal: CancelSignal }): Promise<void> {
    try {
      await this.#keep(hands);
    } catch (error) {
      if (!hands.signal.aborted) this.#fail(error, hands.clock);
    }
  }

  async #keep(hands: Hands & { readonly signal: CancelSignal }): Promise<void> {
    const { clock, signal } = hands;
    const { held, request } = this.#keeping;
    const { timing } = request;
    let waitMs = timing.renewEveryMs;
    while (!this.#isOver(clock, signal)) {
      await pause(clock, Math.min(waitMs, this.#remainingMs()), signal);
      if (this.#isOver(clock, signal)) break;
      const startedMs = held.passedMs();
      const renewed = await withDeadline(clock, this.#remainingMs(), signal, (until) =>
        this.#renewAll({ ...hands, signal: until }),
      );
      const tookMs = held.passedMs() - startedMs;
      waitMs = renewed ? Math.max(timing.retryMs, timing.renewEveryMs - tookMs) : timing.retryMs;
    }
  }

  #isOver(clock: Clock, signal: CancelSignal): boolean {
    return signal.aborted || !this.mayChange(clock.nowMs());
  }

  #remainingMs(): number {
    return Math.max(0, this.#keeping.held.remainingMs());
  }

  /** The place that answered last first: the other one may have to be waited for. True when one was renewed. */
  async #renewAll(hands: Hands & { readonly signal: CancelSignal }): Promise<boolean> {
    const { stores, held } = this.#keeping;
    const order = [stores.file, stores.object].sort(
      (a, b) => Number(held.get(b.place)?.sure ?? false) - Number(held.get(a.place)?.sure ?? false),
    );
    let renewed = false;
    for (const store of order) {
      if (hands.signal.aborted || this.#loss !== undefined) break;
      if (await this.#renew(store, hands)) renewed = true;
    }
    return renewed;
  }

  /** A write that is in doubt is followed by a look, and by another write if the place is still its own. */
  async #renew(store: LeaseStore, hands: Hands & { readonly signal: CancelSignal }): Promise<boolean> {
    const isAborted = (): boolean => hands.signal.aborted;
    if (await this.#write(store, hands)) return true;
    if (isAborted()) return false;
    const look = await store.look(hands);
    // An aborted look has seen nothing, which says nothing about the place.
    if (isAborted()) return false;
    const mine = await this.#settle(store, look, hands);
    return mine && (await this.#write(store, hands));
  }

  async #write(store: LeaseStore, hands: Hands): Promise<boolean> {
    const { held, request } = this.#keeping;
    const mine = held.get(store.place);
    if (mine?.sure !== true) return false;
    const startedMs = held.passedMs();
    const record = recordOf(request, held.acquiredAtMs, hands.clock.nowMs());
    const written = await store.renew(hands, record, mine.version);
    if (written.kind === 'written') this.#renewed(store.place, written.version, startedMs, hands.clock);
    else held.doubt(store.place, startedMs);
    return written.kind === 'written';
  }

  /** Whether the place was seen to be its own. */
  async #settle(store: LeaseStore, look: PlaceLook, hands: Hands): Promise<boolean> {
    const { held, request } = this.#keeping;
    const { place } = store;
    switch (look.kind) {
      case 'unseen':
        this.#complain(place, look.why, hands.clock);
        return false;
      case 'absent':
        this.#vanished(place, hands.clock);
        return false;
      case 'held':
        if (look.record?.holder.runId === request.holder.runId) {
          held.found(place, look.version);
          return true;
        }
        if (held.isSuperseded(look.record)) await this.#extend(store, look.version, hands);
        else this.#lose(takenBy(look.record), hands.clock.nowMs());
        return false;
      case 'free': {
        const valid = this.mayChange(hands.clock.nowMs());
        this.#vanished(place, hands.clock);
        if (valid) await this.#extend(store, look.version, hands);
        return false;
      }
    }
  }

  /** Takes a further place, or again the one that has vanished. */
  async #extend(store: LeaseStore, version: string, hands: Hands): Promise<void> {
    const { held, request } = this.#keeping;
    const startedMs = held.passedMs();
    const record = recordOf(request, held.acquiredAtMs, hands.clock.nowMs());
    const written = await store.write(hands, record, version);
    if (written.kind === 'unsure') return;
    held.renewed(store.place, written.version, startedMs);
    this.#whys.delete(store.place);
    request.emit({ type: 'lease.extended', atMs: hands.clock.nowMs(), place: store.place });
  }

  #renewed(place: LeasePlace, version: string, startedMs: number, clock: Clock): void {
    const { held, request } = this.#keeping;
    held.renewed(place, version, startedMs);
    if (this.#whys.delete(place)) request.emit({ type: 'lease.renewed-again', atMs: clock.nowMs(), place });
  }

  #complain(place: LeasePlace, why: string, clock: Clock): void {
    const { held, request } = this.#keeping;
    if (held.get(place) === undefined) return;
    const told = this.#whys.has(place);
    this.#whys.set(place, why);
    if (!told)
      request.emit({
        type: 'lease.not-renewed',
        atMs: clock.nowMs(),
        place,
        why,
        remainingMs: this.#remainingMs(),
      });
  }

  #vanished(place: LeasePlace, clock: Clock): void {
    const { held, request } = this.#keeping;
    if (held.get(place) === undefined) return;
    held.drop(place);
    this.#whys.set(place, `${place}: it is not there any more`);
    request.emit({ type: 'lease.vanished', atMs: clock.nowMs(), place });
  }

  #expire(atMs: number): void {
    const whys = [...this.#whys].map(([place, why]) => `${place}: ${why}`);
    this.#lose(notRenewed(whys.length === 0 ? ['no renewal has come to its end'] : whys), atMs);
  }

  /** The listener that has thrown may throw again. */
  #fail(error: unknown, clock: Clock): void {
    try {
      this.#lose(notRenewed([`renewing it has failed: ${messageOf(error)}`]), clock.nowMs());
    } catch {
      // The loss stands, and has ended the run.
    }
  }

  /** Ends the run before it tells: a listener may throw. */
  #lose(loss: LeaseLoss, atMs: number): void {
    if (this.#loss !== undefined) return;
    this.#loss = loss;
    this.#keeping.onLost(loss);
    this.#keeping.request.emit({ type: 'lease.lost', atMs, loss });
  }
}
