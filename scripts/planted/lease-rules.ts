import type { PlantedRule } from './rule.js';

const FILE_STEPS = 'core/src/lease/file-steps.ts';
const MAY_TAKE = 'core/src/lease/may-take.ts';
const REAL_DISK = 'core/test/lease/file-on-a-real-disk.test.ts';
const RACE = 'sim-driver/test/lease/race.test.ts';
const STOPWATCH = 'core/src/executor/stopwatch.ts';
const STEPPING = 'sim-driver/test/lease/stepping-clocks.test.ts';
const HOLDING = 'sim-driver/test/lease/holding.test.ts';

/** One run at a time: who may take the lease, how it is written, and when no change may begin any more. */
export const LEASE_RULES: readonly PlantedRule[] = [
  {
    id: 'lease-file-simply-written',
    breaks: 'the lease on the first master is written over whatever is there',
    file: FILE_STEPS,
    find: 'link(host, claim, generationPath(after + 1)),',
    replace:
      "mustSucceed(place(host, LINK, { kind: 'write-file', path: generationPath(after + 1), " +
      'content: [`${renderRecord(record)}\\n`], mode: 0o644, timeoutMs: ASK_TIMEOUT_MS })),',
    caughtBy: [RACE],
  },
  {
    id: 'lease-object-of-any-version',
    breaks: 'the Lease of the cluster is replaced whatever its version is',
    file: 'core/src/lease/object-steps.ts',
    find: "...(version === '' ? {} : { resourceVersion: version }),",
    replace: '',
    caughtBy: [RACE],
  },
  {
    id: 'lease-claim-not-looked-at-again',
    breaks: 'a generation that others have passed counts as the lease',
    file: 'core/src/executor/lease-store.ts',
    find: "if (!('version' in look) || look.version !== linked.version || !mine)",
    replace: "if (!('version' in look))",
    caughtBy: [REAL_DISK],
  },
  {
    id: 'lease-held-however-old',
    breaks: 'changes begin however long ago the lease was renewed',
    file: 'core/src/executor/held-places.ts',
    find: 'return untilMs - this.#request.timing.marginMs - this.passedMs();',
    replace: 'return Math.max(1_000, untilMs - this.#request.timing.marginMs - this.passedMs());',
    caughtBy: [HOLDING],
  },
  {
    id: 'lease-without-margin',
    breaks: 'changes begin up to the very moment at which others may take the lease',
    file: 'core/src/lease/lease-timing.ts',
    find: 'marginMs: Math.floor(durationMs / 4),',
    replace: 'marginMs: 0,',
    caughtBy: [HOLDING],
  },
  {
    id: 'lease-by-the-clocks',
    breaks: "expiry is judged by the holder's clock and one's own",
    file: MAY_TAKE,
    find: 'const silentMs = nowMs - sinceMs;',
    replace: 'const silentMs = nowMs - (record?.renewedAtMs ?? sinceMs);',
    caughtBy: [HOLDING],
  },
  {
    id: 'lease-held-by-the-wall',
    breaks: 'a clock that is set back makes a lease last longer for its holder than for others',
    file: STOPWATCH,
    find: 'return watch(clock, Math.max);',
    replace: 'return watch(clock, (wallMs) => wallMs);',
    caughtBy: ['core/test/executor/stopwatch.test.ts'],
  },
  {
    id: 'lease-silent-by-the-wall',
    breaks: 'a clock that is set forward makes a live lease look silent',
    file: STOPWATCH,
    find: 'return watch(clock, Math.min);',
    replace: 'return watch(clock, (wallMs) => wallMs);',
    caughtBy: [STEPPING],
  },
  {
    id: 'lease-of-one-place',
    breaks: 'what cannot be seen is taken for free',
    file: MAY_TAKE,
    find: 'if (unseen === undefined || seen === undefined || isMine(view[seen], me)) return undefined;',
    replace: 'if (nowMs >= 0 || unseen === undefined || seen === undefined) return undefined;',
    caughtBy: ['core/test/lease/may-take.test.ts'],
  },
];
