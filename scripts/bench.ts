/**
 * `npm run bench`: how fast this is here, and how much of it is checked, as one JSON document on stdout and a table on stderr.
 * Measures, judges nothing. The packages are measured as they are built and published; only these scripts go through tsx.
 */
import { availableParallelism, cpus } from 'node:os';
import { bootstraps } from './bench/bootstraps.js';
import { commandLine } from './bench/command-line.js';
import { counts } from './bench/counts.js';
import { exampleCluster } from './example-cluster.js';
import { exploring } from './bench/exploring.js';
import { protocol } from './bench/protocol.js';
import { readyCluster } from './bench/ready-cluster.js';
import type { Row } from './bench/row.js';
import { lineOf } from './bench/row.js';
import { shrinking } from './bench/shrinking.js';

const spec = exampleCluster();
const measures = [bootstraps, readyCluster, protocol, exploring, shrinking, commandLine];
const rows: Row[] = [];
for (const measure of measures)
  for await (const row of measure(spec)) {
    rows.push(row);
    process.stderr.write(`${lineOf(row)}\n`);
  }

const machine = {
  cores: availableParallelism(),
  cpu: cpus()[0]?.model ?? 'unknown',
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
};
process.stdout.write(`${JSON.stringify({ machine, rows, counts: counts() }, undefined, 2)}\n`);
