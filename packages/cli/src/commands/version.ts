import { API_VERSION, STATUS_FORMAT_VERSION } from '@quorate/core';
import core from '@quorate/core/package.json' with { type: 'json' };
import { JOURNAL_FORMAT_VERSION } from '@quorate/journal';
import { OBSERVATION_FORMAT_VERSION, PLAN_FORMAT_VERSION } from '@quorate/sim-driver/plan';
import { Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { EXIT } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';

interface VersionOptions {
  readonly output: 'text' | 'json';
}

/** `quorate version`: of the program, of what it runs on, and of the formats that it reads and writes. */
function version({ output }: VersionOptions, terminal: Terminal): number {
  const facts = {
    quorate: manifest.version,
    core: core.version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    formats: {
      spec: API_VERSION,
      status: STATUS_FORMAT_VERSION,
      plan: PLAN_FORMAT_VERSION,
      observation: OBSERVATION_FORMAT_VERSION,
      journal: JOURNAL_FORMAT_VERSION,
    },
  };
  if (output === 'json') {
    terminal.out(JSON.stringify(facts, undefined, 2));
    return EXIT.done;
  }
  const { formats, ...plain } = facts;
  for (const [what, value] of Object.entries(plain)) terminal.out(`${what.padEnd(10)}${value}`);
  for (const [what, value] of Object.entries(formats)) terminal.out(`format    ${what} ${value}`);
  return EXIT.done;
}

export function registerVersion({ program, terminal, finish }: Registration): void {
  program
    .command('version')
    .summary('say the versions of the program and of its formats')
    .description('Says the versions of the program, of Node.js and of the formats.')
    .addOption(
      new Option('-o, --output <format>', 'how to tell it').choices(['text', 'json']).default('text'),
    )
    .action((options: VersionOptions) => finish(version(options, terminal)));
}
