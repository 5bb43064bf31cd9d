import type { ClusterSpec, Diagnosis } from '@quorate/core';
import { collectEvidence, diagnose as diagnoseEvidence } from '@quorate/core';
import { Option } from 'commander';
import { EXIT } from '../exit-code.js';
import { exitCodesOf } from '../exit-code-table.js';
import { readSpecFile } from '../input/spec-file.js';
import { readTextFile } from '../input/text-file.js';
import { refuse } from '../refusal.js';
import { renderDiagnosis } from '../render/diagnosis.js';
import { painter } from '../render/style.js';
import { existsSync } from 'node:fs';
import { ownVersions } from '../support-bundle/own-versions.js';
import { writeSupportBundle } from '../support-bundle/support-bundle.js';
import { evidenceDirectory, writeEvidence } from '../support-bundle/write-evidence.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';
import { repeatable } from '../verb.js';
import { openWorld } from '../world/open-world.js';
import { lookingAt } from '../world/looking-at.js';
import type { WorldOptions } from '../world/world-options.js';
import { addWorldOptions } from '../world/world-options.js';

interface DiagnoseOptions extends WorldOptions {
  readonly host: readonly string[];
  readonly output: 'text' | 'json';
  readonly evidence?: string;
  readonly journal?: string;
  readonly supportBundle?: string;
}

/** `quorate diagnose SPEC`: looks at the hosts, changes nothing, and names the likely cause of what is wrong. */
async function diagnose(path: string, options: DiagnoseOptions, terminal: Terminal): Promise<number> {
  const read = readSpecFile(path);
  if (!read.ok)
    return refuse(terminal, { problems: [...read.warnings, ...read.errors], exitCode: EXIT.configInvalid });
  for (const warning of read.warnings) terminal.err(warning);
  const problem = problemWith(read.spec, options);
  if (problem !== undefined) return refuse(terminal, { problems: [problem], exitCode: EXIT.usage });
  const diagnosis = await look(read.spec, path, options, terminal);
  if (typeof diagnosis === 'number') return diagnosis;
  if (terminal.signal.aborted) return EXIT.interrupted;
  tell(diagnosis, options, terminal);
  if (!keep(diagnosis, path, options, terminal)) return EXIT.failed;
  return diagnosis.causes.length === 0 ? EXIT.done : EXIT.blocked;
}

function problemWith(spec: ClusterSpec, { host }: DiagnoseOptions): string | undefined {
  const names = spec.hosts.filter(({ role }) => role !== 'jumpbox').map(({ name }) => name);
  const unknown = host.find((name) => !names.includes(name));
  return unknown === undefined ? undefined : `no host "${unknown}" to look at; there are ${names.join(', ')}`;
}

async function look(
  spec: ClusterSpec,
  path: string,
  options: DiagnoseOptions,
  terminal: Terminal,
): Promise<Diagnosis | number> {
  const world = await openWorld(spec, path, options, terminal);
  if (!world.ok) return refuse(terminal, world.error);
  const { driver, clock, about } = world.value;
  const hosts = options.host.length === 0 ? undefined : options.host;
  const count = hosts?.length ?? spec.hosts.filter(({ role }) => role !== 'jumpbox').length;
  terminal.err(lookingAt(count, about));
  try {
    const { signal } = terminal;
    const wanted = hosts === undefined ? {} : { hosts };
    return diagnoseEvidence(await collectEvidence({ spec, driver, clock, signal, ...wanted }));
  } finally {
    await world.value.close();
  }
}

function tell(diagnosis: Diagnosis, { output }: DiagnoseOptions, terminal: Terminal): void {
  if (output === 'json') {
    terminal.out(JSON.stringify({ formatVersion: '1.0', ...diagnosis }));
    return;
  }
  const style = { columns: terminal.columns, paint: painter(terminal.colour.out) };
  for (const line of renderDiagnosis(diagnosis, style)) terminal.out(line);
}

/** False when something could not be written. */
function keep(diagnosis: Diagnosis, path: string, options: DiagnoseOptions, terminal: Terminal): boolean {
  const { evidence, supportBundle, journal } = options;
  try {
    if (evidence !== undefined) terminal.err(`evidence, masked: ${writeEvidence(evidence, diagnosis)}-…`);
    if (supportBundle === undefined) return true;
    const spec = readTextFile(path);
    const entries = journal === undefined ? undefined : readTextFile(journal);
    if (entries?.ok === false) throw new Error(entries.error);
    const earlier = journal === undefined ? undefined : evidenceDirectory(journal);
    const contents = writeSupportBundle(
      supportBundle,
      {
        spec: spec.ok ? spec.value : '',
        evidence: diagnosis.evidence,
        versions: ownVersions(),
        ...(entries === undefined ? {} : { journal: entries.value }),
        ...(earlier === undefined || !existsSync(earlier) ? {} : { evidenceDirectory: earlier }),
      },
      Date.now(),
    );
    terminal.err(`${supportBundle} holds, all of it masked:`);
    for (const one of contents) terminal.err(`  ${one}`);
    return true;
  } catch (error) {
    terminal.err(`could not be written: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

export function registerDiagnose({ program, terminal, finish }: Registration): void {
  addWorldOptions(
    program
      .command('diagnose')
      .summary('name the likely cause of what is wrong with the hosts')
      .description('Looks at the hosts, changes nothing, and names the likely cause of what is wrong.')
      .argument('<spec>', 'cluster spec (YAML)'),
  )
    .addOption(repeatable('--host <name>', 'look at this host only', 'every host'))
    .addOption(
      new Option('-o, --output <format>', 'text, or json with all evidence')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--evidence <directory>', 'keep the masked evidence there')
    .option('--journal <file>', 'journal of the run, for the support bundle')
    .option('--support-bundle <file>', 'write spec, journal, evidence and versions to a .tar.gz, all masked')
    .addHelpText(
      'after',
      exitCodesOf(
        {
          [EXIT.done]: 'no known cause was found',
          [EXIT.blocked]: 'a likely cause was found, and what is safe next',
          [EXIT.failed]: 'evidence or bundle could not be written',
        },
        [EXIT.configInvalid, EXIT.interrupted],
      ),
    )
    .action((spec: string, options: DiagnoseOptions) => finish(diagnose(spec, options, terminal)));
}
