import type { LeaseRecord } from '../lease/lease-record.js';
import type { LeasePlace } from '../lease/lease-view.js';
import { LEASE_PLACES } from '../lease/lease-view.js';
import type { Clock } from './driver.js';
import type { LeaseRequest } from './lease-request.js';
import { recordOf } from './lease-request.js';
import type { LeaseStores } from './lease-store.js';
import type { Hands } from './run-plan.js';
import type { Stopwatch } from './stopwatch.js';
import { strictWatch } from './stopwatch.js';

interface Held {
  readonly version: string;
  /** From here on somebody else may have taken it: counted from the start of the last write that succeeded. */
  readonly untilMs: number;
  /** False after a write whose end is not known: a look comes first. */
  readonly sure: boolean;
  /** When the write began that is not settled. */
  readonly attemptMs: number;
}

/**
 * What a run holds, and until when. All its times but `acquiredAtMs` count from its making, on a watch that a clock which is set back
 * does not stop: others count on without it.
 */
export class HeldPlaces {
  readonly acquiredAtMs: number;
  readonly #request: LeaseRequest;
  readonly #watch: Stopwatch;
  readonly #held = new Map<LeasePlace, Held>();
  readonly #superseded = new Set<string>();

  constructor(request: LeaseRequest, clock: Clock) {
    this.#request = request;
    this.#watch = strictWatch(clock);
    this.acquiredAtMs = clock.nowMs();
  }

  /** When a write begins: to be asked before it, and handed in after it. */
  passedMs(): number {
    return this.#watch.passedMs();
  }

  get places(): readonly LeasePlace[] {
    return LEASE_PLACES.filter((place) => this.#held.has(place));
  }

  get(place: LeasePlace): Held | undefined {
    return this.#held.get(place);
  }

  /** Milliseconds in which a change may still begin; zero or less: none may. */
  remainingMs(): number {
    const untilMs = Math.max(-Infinity, ...[...this.#held.values()].map((one) => one.untilMs));
    return untilMs - this.#request.timing.marginMs - this.passedMs();
  }

  renewed(place: LeasePlace, version: string, startedMs: number): void {
    const untilMs = Math.max(
      startedMs + this.#request.timing.durationMs,
      this.#held.get(place)?.untilMs ?? -Infinity,
    );
    this.#held.set(place, { version, untilMs, sure: true, attemptMs: startedMs });
  }

  /** Seen to be its own; a write that was in doubt has happened if the version has moved. */
  found(place: LeasePlace, version: string): void {
    const held = this.#held.get(place);
    if (held === undefined) {
      this.#held.set(place, { version, untilMs: -Infinity, sure: true, attemptMs: -Infinity });
    } else if (held.version === version) this.#held.set(place, { ...held, sure: true });
    else this.renewed(place, version, held.attemptMs);
  }

  doubt(place: LeasePlace, attemptMs: number): void {
    const held = this.#held.get(place);
    if (held !== undefined) this.#held.set(place, { ...held, sure: false, attemptMs });
  }

  drop(place: LeasePlace): void {
    this.#held.delete(place);
  }

  /** This holder was silent for its whole duration: what it left in another place is not respected either. */
  supersede(record: LeaseRecord): void {
    this.#superseded.add(record.holder.runId);
  }

  isSuperseded(record: LeaseRecord | undefined): boolean {
    return record !== undefined && this.#superseded.has(record.holder.runId);
  }

  /** Gives up what is certainly its own. What cannot be written expires by itself. */
  async release(stores: LeaseStores, hands: Hands): Promise<readonly LeasePlace[]> {
    const released: LeasePlace[] = [];
    for (const place of [...this.places].reverse()) {
      const version = await this.#ownVersion(stores, place, hands);
      if (version === undefined) continue;
      const record = recordOf(this.#request, this.acquiredAtMs, hands.clock.nowMs());
      const written = await stores[place].write(hands, { ...record, released: true }, version);
      if (written.kind === 'written') released.push(place);
      this.drop(place);
    }
    return released;
  }

  async #ownVersion(stores: LeaseStores, place: LeasePlace, hands: Hands): Promise<string | undefined> {
    const held = this.#held.get(place);
    if (held?.sure === true) return held.version;
    const look = await stores[place].look(hands);
    const mine = look.kind === 'held' && look.record?.holder.runId === this.#request.holder.runId;
    return mine ? look.version : undefined;
  }
}
