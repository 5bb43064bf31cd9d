/**
 * `npm start -- [OPTIONS]`: simulates the bootstrap of the example cluster, with the options of `quorate simulate`. A scenario names a
 * cluster of its own: with `--scenario FILE` it is that one.
 */
const options = process.argv.slice(2);
const ownCluster = options.some((option) => /^--scenario(=|$)/.test(option));
process.argv.splice(
  2,
  options.length,
  'simulate',
  ...(ownCluster ? [] : ['examples/ha-cluster.yaml']),
  ...options,
);
await import('../packages/cli/src/main.js');
