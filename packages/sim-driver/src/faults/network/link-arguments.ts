import type { FaultArgument } from '../fault.js';

/** The link from one host to another, in this direction. */
export const LINK_ARGUMENTS: readonly FaultArgument[] = [
  { name: 'from', type: 'host' },
  { name: 'to', type: 'host' },
];
