/** What each state of the chart issues on entry. All pure: context in, context with commands in its outbox out. */
export * from './issues/looks.js';
export * from './issues/endpoint.js';
export * from './issues/initialisation.js';
export * from './issues/control-plane.js';
export * from './issues/credentials.js';
export * from './issues/network.js';
export * from './issues/concerns.js';
