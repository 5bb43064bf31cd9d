import { differenceOf } from '../packages/sim-driver/test/golden/difference.js';
import { GOLDEN_FILE, readGolden, writeGolden } from '../packages/sim-driver/test/golden/golden-file.js';
import type { Recording } from '../packages/sim-driver/test/golden/recording.js';
import { recordRun } from '../packages/sim-driver/test/golden/recording.js';
import { GOLDEN_SCENARIOS } from '../packages/sim-driver/test/golden/scenario-list.js';

// Shows how today's runs differ from those that are kept, scenario by scenario; --update keeps today's.
const update = process.argv.includes('--update');
const kept = readGolden();
const recordings: Record<string, Recording> = {};
let changed = 0;
for (const [name, scenario] of Object.entries(GOLDEN_SCENARIOS)) {
  const run = await recordRun(scenario);
  recordings[name] = run.recording;
  const lines = differenceOf(kept[name], run);
  if (lines.length === 0) continue;
  changed += 1;
  process.stdout.write([name, ...lines.map((line) => `  ${line}`), ''].join('\n'));
}
const gone = Object.keys(kept).filter((name) => !(name in GOLDEN_SCENARIOS));
for (const name of gone) process.stdout.write(`${name}\n  is gone\n`);
const total = Object.keys(GOLDEN_SCENARIOS).length;
process.stdout.write(
  `${String(changed)} of ${String(total)} scenarios changed, ${String(gone.length)} gone\n`,
);
if (update) {
  writeGolden(recordings);
  process.stdout.write(`kept in ${GOLDEN_FILE}\n`);
} else if (changed + gone.length > 0) {
  process.stdout.write('nothing was written; --update keeps what is shown\n');
  process.exitCode = 1;
}
