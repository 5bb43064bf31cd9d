import type { BlockCode } from '@quorate/core';

/** Blocks that the membership protocol can end in, in the order of their number in a state. */
export const BLOCKS = [
  'may-hold-a-cluster',
  'two-clusters',
  'another-cluster',
  'host-of-another-cluster',
  'host-unreachable',
  'init-failed',
  'init-interrupted',
  'api-not-answering',
  'quorum-lost',
  'voter-unhealthy',
  'join-refused',
  'join-budget-spent',
  'member-not-removable',
  'member-not-listed',
  'not-settling',
] as const satisfies readonly BlockCode[];

export type ModelBlock = (typeof BLOCKS)[number];

export function blockNumber(code: BlockCode): number {
  const number = BLOCKS.findIndex((one) => one === code);
  if (number < 0) throw new Error(`block ${code} is none that the membership model knows`);
  return number;
}
