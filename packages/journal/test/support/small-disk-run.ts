/** A process that may mount: a simulated bootstrap with its journal on file systems of few pages, mounted at argv[2]. */
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '@quorate/core';
import { execute } from '@quorate/core';
import { Simulation } from '@quorate/sim-driver';
import { openJournal } from '../../src/index.js';
import { watchDoings } from './cluster-truth.js';
import type { SmallDisks } from './small-disk.js';
import { childSpec as spec } from './small-spec.js';

const [, , folder = ''] = process.argv;
const path = join(folder, 'run.journal');

const KIB_OF_PAGE = 4;

function mount(options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'quorate-test', folder]);
}

async function run(simulation: Simulation): Promise<RunResult> {
  const opened = openJournal({ path, spec });
  if (!opened.ok) throw new Error(opened.error.message);
  const { journal, resumeFrom, close } = opened.value;
  const driver = simulation.orchestrator();
  const result = await execute({ spec, driver, clock: driver, journal, resumeFrom });
  driver.detach();
  await close();
  return result;
}

async function onPages(pages: number): Promise<SmallDisks['runs'][number]> {
  mount(`size=${pages * KIB_OF_PAGE}k`);
  const simulation = new Simulation({ spec });
  const doings = watchDoings(simulation);
  const first = await run(simulation);
  const left = openJournal({ path, spec });
  if (!left.ok) throw new Error(left.error.message);
  await left.value.close();
  mount('remount,size=1m');
  const second = await run(simulation);
  execFileSync('umount', [folder]);
  const { kubeadmRuns } = doings;
  return { pages, first, entries: left.value.resumeFrom.length, second, kubeadmRuns };
}

/** What is said when there is no room for the lock, and what is left behind. */
function withoutRoomForLock(): SmallDisks['noRoom'] {
  mount(`size=${KIB_OF_PAGE}k`);
  const other = join(folder, 'other');
  writeFileSync(other, Buffer.alloc(KIB_OF_PAGE * 1024));
  const opened = openJournal({ path, spec });
  const files = readdirSync(folder);
  rmSync(other);
  execFileSync('umount', [folder]);
  return { refusal: opened.ok ? undefined : opened.error, files };
}

/** What is said of a journal that can be read and not written, beside a lock that can be. */
async function readOnlyFile(): Promise<SmallDisks['readOnly']> {
  mount('size=1m');
  await run(new Simulation({ spec }));
  execFileSync('mount', ['--bind', path, path]);
  execFileSync('mount', ['-o', 'remount,bind,ro', path]);
  const opened = openJournal({ path, spec });
  const files = readdirSync(folder);
  execFileSync('umount', [path]);
  execFileSync('umount', [folder]);
  return { refusal: opened.ok ? undefined : opened.error, files };
}

const runs: SmallDisks['runs'][number][] = [];
for (const pages of [2, 3, 5, 8, 12, 16, 20]) runs.push(await onPages(pages));
const report: SmallDisks = { runs, noRoom: withoutRoomForLock(), readOnly: await readOnlyFile() };
process.stdout.write(JSON.stringify(report));
process.exit();
