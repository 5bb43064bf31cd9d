import type { BlockReason } from '@quorate/core';
import type { Simulation } from '../../simulation/simulation.js';
import type { Finding } from '../invariant.js';

/**
 * What shows that a reason is not true, as the world is: from a reason it takes whom it names and what it claims, never what was seen.
 * Undefined: it is true, or the world does not tell.
 */
export type BlockJudge = (simulation: Simulation, reason: BlockReason) => Finding;
