import type { LeaseHolder, LeaseRecord } from './lease-record.js';
import type { LeasePlace } from './lease-view.js';
import type { HeldBy, LeaseVerdict } from './may-take.js';

/** What happens to the lease of a run. Plain JSON, no secrets; `atMs` is milliseconds since the epoch on the run's clock. */
export type LeaseEvent =
  /** Told when the run begins to wait, and whenever it waits for somebody else. */
  | { readonly type: 'lease.waiting'; readonly atMs: number; readonly verdict: LeaseVerdict }
  | {
      readonly type: 'lease.acquired';
      readonly atMs: number;
      readonly holder: LeaseHolder;
      readonly places: readonly LeasePlace[];
      readonly durationMs: number;
      /** Every condition that permitted it, with evidence. */
      readonly verdict: LeaseVerdict;
    }
  /** It was somebody's, who had been silent for its whole duration. */
  | { readonly type: 'lease.taken-over'; readonly atMs: number; readonly from: HeldBy }
  | { readonly type: 'lease.refused'; readonly atMs: number; readonly refusal: LeaseRefusal }
  /** Held in a further place: in the cluster, once there is one. */
  | { readonly type: 'lease.extended'; readonly atMs: number; readonly place: LeasePlace }
  | {
      readonly type: 'lease.not-renewed';
      readonly atMs: number;
      readonly place: LeasePlace;
      readonly why: string;
      /** Until no change may begin any more, all places together. */
      readonly remainingMs: number;
    }
  | { readonly type: 'lease.renewed-again'; readonly atMs: number; readonly place: LeasePlace }
  /** The place does not hold it any more, and nobody took it: the host was wiped, or the object deleted. */
  | { readonly type: 'lease.vanished'; readonly atMs: number; readonly place: LeasePlace }
  | { readonly type: 'lease.lost'; readonly atMs: number; readonly loss: LeaseLoss }
  | { readonly type: 'lease.released'; readonly atMs: number; readonly places: readonly LeasePlace[] };

/** Why no lease was given. Nothing was changed. */
export interface LeaseRefusal {
  /** `no-place`: neither the first master nor any apiserver could be asked, so that nobody can tell who else is at work. */
  readonly kind: 'held' | 'no-place';
  readonly summary: string;
  readonly verdict: LeaseVerdict;
  readonly remedies: readonly string[];
}

/** Why a run that had the lease may not go on. */
export interface LeaseLoss {
  readonly kind: 'not-renewed' | 'taken';
  readonly summary: string;
  /** Who has it now, if that was seen. */
  readonly by?: LeaseRecord;
  readonly remedies: readonly string[];
}
