import type { BlockCode } from '@quorate/core';
import type { Violation } from '../invariants/invariant.js';

/** How a checked run ended. Only `ready` and `blocked` are ends that the protocol may come to. */
export type RunEnd =
  | { readonly kind: 'ready'; readonly changes: number; readonly tookMs: number }
  /** With a reason that no invariant contradicts: it has evidence and remedies, and is true. */
  | { readonly kind: 'blocked'; readonly code: BlockCode; readonly summary: string }
  | { readonly kind: 'violation'; readonly violation: Violation }
  /** Blocked although what went wrong heals by itself and had stopped. */
  | { readonly kind: 'gave-up'; readonly code: BlockCode; readonly summary: string }
  | { readonly kind: 'no-end'; readonly bound: string }
  | { readonly kind: 'threw'; readonly message: string }
  | {
      readonly kind: 'property';
      /** Of the record that broke it; absent when it was asked at the end. */
      readonly atUs?: number;
      readonly property: string;
      readonly title: string;
      readonly message: string;
    };

/** Whether such an end refutes what is claimed of the protocol. */
export function isFailure(end: RunEnd): boolean {
  return end.kind !== 'ready' && end.kind !== 'blocked';
}

/** `kind`, and what tells failures of one kind apart: two runs with equal keys failed for the same cause. */
export function endKey(end: RunEnd): string {
  switch (end.kind) {
    case 'ready':
    case 'no-end':
    case 'threw':
      return end.kind;
    case 'blocked':
    case 'gave-up':
      return `${end.kind}: ${end.code}`;
    case 'violation':
      return `violation: ${end.violation.invariant}`;
    case 'property':
      return `property: ${end.property}`;
  }
}
