export type {
  FromObservationOptions,
  RebuiltWorld,
} from '../from-observation/simulation-from-observation.js';
export { simulationFromObservation } from '../from-observation/simulation-from-observation.js';
export type { EtcdStanding, Plan, PlanEnd, PlanStep, PlanTotals } from './plan.js';
export type { PlanAheadOptions } from './plan-ahead.js';
export { planAhead } from './plan-ahead.js';
export { digestOf } from './canonical-json.js';
export { observedFacts } from './observed-facts.js';
export type { MovedFact, ReadPlan } from './saved-plan.js';
export { movedSince, PLAN_FORMAT_VERSION, readSavedPlan, renderSavedPlan } from './saved-plan.js';
export type { ReadObservation, SavedObservation } from './saved-observation.js';
export {
  OBSERVATION_FORMAT_VERSION,
  readSavedObservation,
  renderSavedObservation,
} from './saved-observation.js';
