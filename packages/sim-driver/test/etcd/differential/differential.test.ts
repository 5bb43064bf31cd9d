import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Examined } from './campaign.js';
import { examine, inParallel, shrink } from './campaign.js';
import type { Difference } from './compare.js';
import { sideBySide } from './compare.js';
import { describeWithEtcd, realVersion } from './real-etcd.js';
import type { Script } from './script.js';
import { scripts } from './script-arbitrary.js';
import { complaintsOf, counted } from './verdict.js';

/** Clusters at once: they wait more than they compute. */
const WIDTH = 20;
const MAX_MINUTES = 40;

describeWithEtcd(`etcd ${realVersion ?? ''} and the simulated one`, () => {
  test(
    'accept and refuse alike, in the same words, and list the same members',
    { timeout: MAX_MINUTES * 60_000 },
    async () => {
      const { wanted, scripts: chosen } = chosenScripts();
      const examined = await inParallel(chosen, WIDTH, (script) => examine(script, realVersion ?? ''), {
        wanted,
        settled: ({ kind }) => kind === 'alike' || kind === 'different',
      });
      console.log(summaryOf(examined, wanted));
      const different = examined.flatMap((one) => (one.kind === 'different' ? [one.difference] : []));
      const [first] = different;
      if (first !== undefined) {
        // Before shrinking, which takes minutes.
        for (const one of different) console.error(report('differs', one));
        const smallest = await shrink(first, realVersion ?? '');
        throw new Error(
          `${different.length} of ${examined.length} scripts differ; ${report('the first, shrunk', smallest)}`,
        );
      }
      for (const one of examined) {
        if (one.kind === 'not-repeated') console.warn(report('differed once, not again', one.difference));
      }
      expect(complaintsOf(examined, wanted)).toEqual([]);
    },
  );
});

/** The scripts that every run compares; DIFFERENTIAL_SEED breaks new ground. */
const KEPT_SEED = 2_117_171_803;
/** One of so many is new in each run, and two at least. */
const NEW_ONE_OF = 20;

interface Chosen {
  /** How many are to be alike. */
  readonly wanted: number;
  /** As many again as are wanted: for those that this machine is too slow for. */
  readonly scripts: readonly Script[];
}

/**
 * One script as data in DIFFERENTIAL_SCRIPT; otherwise DIFFERENTIAL_SCRIPTS of them, generated from DIFFERENTIAL_SEED but for a few
 * that FC_SEED, which every run of the tests prints, makes new.
 */
function chosenScripts(): Chosen {
  const {
    DIFFERENTIAL_SCRIPT: one,
    DIFFERENTIAL_SCRIPTS: count,
    DIFFERENTIAL_SEED: seed,
    FC_SEED: newSeed,
    CI: ci,
  } = process.env;
  if (one !== undefined) return { wanted: 1, scripts: [JSON.parse(one) as Script] };
  const wanted = Number(count ?? (ci === undefined ? 40 : 200));
  const fresh = Math.min(wanted, Math.max(2, Math.round(wanted / NEW_ONE_OF)));
  console.log(`differential etcd: ${fresh} new scripts, replay them with FC_SEED=${newSeed ?? ''}`);
  return {
    wanted,
    scripts: [
      ...fc.sample(scripts, { seed: Number(newSeed), numRuns: fresh }),
      ...fc.sample(scripts, { seed: Number(seed ?? KEPT_SEED), numRuns: 2 * wanted - fresh }),
    ],
  };
}

function summaryOf(examined: readonly Examined[], wanted: number): string {
  const recorded = examined.flatMap((one) => (one.kind === 'alike' ? one.recording.steps : []));
  const answers = recorded.flatMap(({ outcome }) => (outcome.answer === undefined ? [] : [outcome.answer]));
  const refused = answers.filter((answer) => answer.exit !== 0);
  const texts = new Set(refused.flatMap((answer) => answer.stderr));
  return [
    `differential etcd ${realVersion ?? ''}: ${examined.length} scripts run, ${wanted} wanted,`,
    `${counted(examined, 'alike')} alike, ${counted(examined, 'different')} different,`,
    `${counted(examined, 'not-repeated')} differed once, ${counted(examined, 'too-slow')} too slow;`,
    `${recorded.length} steps compared, ${answers.length} answers, ${refused.length} of them refusals`,
    `in ${texts.size} wordings`,
  ].join(' ');
}

function report(what: string, difference: Difference): string {
  const replay = `DIFFERENTIAL_SCRIPT='${JSON.stringify(difference.recording.script)}'`;
  return `${what}: replay with ${replay}\n${sideBySide(difference)}`;
}
