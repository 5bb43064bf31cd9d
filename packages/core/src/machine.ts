/** Second entry point: the XState machine itself, for visualisers, graph traversal and teaching. */
export { protocolMachine } from './protocol/machine.js';
