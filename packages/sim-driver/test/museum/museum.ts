import type { Exhibit } from './exhibit.js';
import { LEARNER_EXHIBITS } from './exhibits/learners.js';
import { REPAIR_EXHIBITS } from './exhibits/repairs.js';
import { SURROUNDINGS_EXHIBITS } from './exhibits/surroundings.js';
import { VOTER_EXHIBITS } from './exhibits/voters.js';

/** A part of the museum: failures with one theme. */
export interface Room {
  readonly title: string;
  readonly exhibits: readonly Exhibit[];
}

export const MUSEUM: readonly Room[] = [
  { title: 'Voters and quorum', exhibits: VOTER_EXHIBITS },
  { title: 'Learners', exhibits: LEARNER_EXHIBITS },
  { title: 'Trying again, and repairing by hand', exhibits: REPAIR_EXHIBITS },
  { title: 'Credentials, clocks and networks', exhibits: SURROUNDINGS_EXHIBITS },
];

export const EXHIBITS: readonly Exhibit[] = MUSEUM.flatMap(({ exhibits }) => exhibits);
