export type { ExploreOptions } from './explore.js';
export { explore, exploreInTurns } from './explore.js';
export type { Exploration, PropertyVerdict, Trace, TraceEnd, TraceStep } from './exploration.js';
export type {
  AlwaysProperty,
  Emit,
  EventuallyProperty,
  Model,
  Property,
  SometimesProperty,
  StateWords,
  StepFairness,
} from './model.js';
export type { BootstrapBounds } from './model/bootstrap-model.js';
export { bootstrapModel } from './model/bootstrap-model.js';
export type { Decisions, Look } from './model/decisions.js';
export { protocolDecisions } from './model/decisions.js';
export { bootstrapProperties, eventuallyReady, learnerMarks } from './model/properties.js';
