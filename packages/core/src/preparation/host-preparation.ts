import type { Tri } from '../foundation/tri.js';
import type { PreparationItem } from './preparation-item.js';

/** How far a host is prepared, item by item, as it was seen. */
export interface HostPreparation {
  /** When it was looked at, on the orchestrator's clock. */
  readonly atMs: number;
  /** Whether the operating system is one whose packages we can handle, and what it calls itself. */
  readonly os: { readonly supported: Tri; readonly name: string };
  /** What the role of the host needs, in the order in which it is done. */
  readonly items: readonly ObservedItem[];
}

export interface ObservedItem {
  readonly item: PreparationItem;
  readonly done: Tri;
  /** What was seen, for people. */
  readonly evidence: string;
}
