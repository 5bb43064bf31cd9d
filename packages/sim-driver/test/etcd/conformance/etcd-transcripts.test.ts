import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HiddenAction, Replay, ReplayOptions } from './replay.js';
import { replay } from './replay.js';
import { parseTranscript } from './transcript.js';

const bootstrapThree = { kind: 'bootstrap', at: 0, members: ['cp1', 'cp2', 'cp3'] } as const;
const three: ReplayOptions = { hidden: [bootstrapThree] };
/** Who wins the first election is chance, and some answers hang on it. */
const led = (at: number, member: string): ReplayOptions => ({
  hidden: [bootstrapThree, { kind: 'lead', at, member }],
});
const asWritten: ReplayOptions = { hidden: [] };

const bootstrapOne = { kind: 'bootstrap', at: 0, members: ['cp1'] } as const;
const five: ReplayOptions = {
  hidden: [{ kind: 'bootstrap', at: 0, members: ['cp1', 'cp2', 'cp3', 'cp4', 'cp5'] }],
};
/** As the tutorial grows a control plane: one member after the other. */
const grow = (at: number): HiddenAction => ({ kind: 'grow', at, members: ['cp1', 'cp2', 'cp3'] });
const growTwo = (at: number): HiddenAction => ({ kind: 'grow', at, members: ['cp1', 'cp2'] });
const restartedAlone = (quorumBackAt: number): ReplayOptions => ({
  hidden: [
    { kind: 'start', at: 0, member: 'cp2', members: ['cp1', 'cp2', 'cp3'] },
    { kind: 'start', at: 0, member: 'cp3', members: ['cp1', 'cp2', 'cp3'] },
    { kind: 'lead', at: 1.15, member: 'cp2' },
    { kind: 'restart', at: quorumBackAt, member: 'cp2' },
  ],
});

const scenarios: Readonly<Record<string, Readonly<Record<string, ReplayOptions>>>> = {
  'etcd-3.4': {
    '01-bootstrap-3-outputs': asWritten,
    '02-grow-1-2-3-voting': asWritten,
    '03-learner': three,
    '04-learner-threshold': asWritten,
    '05-promote-dead-learner': asWritten,
    '06-remove': three,
    '07-remove-leader': led(9.85, 'cp1'),
    '08-one-down': three,
    '09-quorum-loss': { ...three, until: 154.4 },
    '10-data-loss-rejoin': led(1, 'cp2'),
    '15-startup-errors': asWritten,
    '16-bootstrap-partial': asWritten,
    '17-move-leader': led(1, 'cp1'),
    '18-client-errors': asWritten,
    '19-partition-leader': {
      hidden: [bootstrapThree, { kind: 'lead', at: 27.15, member: 'cp3' }],
      namespaces: true,
    },
    '21-partition-follower': { hidden: [bootstrapThree], namespaces: true },
    '26-wiped-init-node': { hidden: [grow(1.2)] },
    '29-two-voters-one-lost': { hidden: [growTwo(0.6)], until: 41 },
    '31-wiped-init-follower': { hidden: [bootstrapOne, grow(1.2)] },
    '34-restart-without-quorum': restartedAlone(28),
    '37-five-voters-one-down': five,
    '27-concurrent-adds': { ...three, until: 12.65 },
    '28-full-restart': three,
    '30-member-update': three,
    '39-removed-restart': led(5, 'cp1'),
  },
  'etcd-3.5.16': {
    '01-bootstrap-3-outputs': asWritten,
    '02-grow-1-2-3-voting': { hidden: [], lateStarts: { cp2: 4 } },
    '03-learner': three,
    '06-remove': three,
    '08-one-down': three,
    '09-quorum-loss': { ...three, until: 185.5 },
    '10-data-loss-rejoin': led(1, 'cp2'),
    '19-partition-leader': { hidden: [bootstrapThree], namespaces: true },
    '21-partition-follower': { hidden: [bootstrapThree], namespaces: true },
    '26-wiped-init-node': { hidden: [grow(1.2)] },
    '37-five-voters-one-down': five,
    '39-removed-restart': led(5, 'cp2'),
  },
  'etcd-3.5.30': {
    '01-bootstrap-3-outputs': asWritten,
    '02-grow-1-2-3-voting': { hidden: [], lateStarts: { cp2: 4 } },
    '03-learner': three,
    '06-remove': { ...three, exitCodes: 'by-chance' },
    '08-one-down': three,
    '09-quorum-loss': { ...three, until: 185 },
    '10-data-loss-rejoin': led(1, 'cp2'),
    '16-bootstrap-partial': asWritten,
    '27-concurrent-adds': { ...three, until: 18.95 },
    '19-partition-leader': { hidden: [bootstrapThree], namespaces: true },
    '21-partition-follower': { hidden: [bootstrapThree], namespaces: true },
    '26-wiped-init-node': { hidden: [grow(1.2)] },
    '34-restart-without-quorum': restartedAlone(60.7),
    '31-wiped-init-follower': { hidden: [bootstrapOne, grow(1.2)] },
    '37-five-voters-one-down': five,
    '39-removed-restart': { ...led(5, 'cp2'), exitCodes: 'by-chance' },
  },
};

/** Commands that are compared; it may only grow. */
const COVERED = 691;

for (const [folder, files] of Object.entries(scenarios)) {
  describe(folder, () => {
    for (const [file, options] of Object.entries(files)) {
      test(`answers as recorded in ${file}`, () => {
        const result = play(folder, file, options);
        for (const { command, expected, actual } of result.commands)
          expect.soft({ command, ...actual }).toEqual({ command, ...expected });
        for (const { member, expected, actual } of result.exits)
          expect.soft({ member, code: actual }).toEqual({ member, code: expected });
      });
    }
  });
}

function play(folder: string, file: string, options: ReplayOptions): Replay {
  const url = new URL(`../../fixtures/transcripts/${folder}/${file}.txt`, import.meta.url);
  return replay(parseTranscript(readFileSync(url, 'utf8')), options);
}

test('the recordings are covered as widely as before', () => {
  const all = Object.entries(scenarios).flatMap(([folder, files]) =>
    Object.entries(files).map(([file, options]) => play(folder, file, options)),
  );
  const recorded = all.reduce((sum, one) => sum + one.recorded, 0);
  const commands = all.flatMap((one) => one.commands);
  const equal = commands.filter(
    ({ expected, actual }) => JSON.stringify(expected) === JSON.stringify(actual),
  );
  console.log(
    `conformance etcd: ${commands.length} of ${recorded} recorded commands covered, ${equal.length} equal`,
  );
  expect(equal).toHaveLength(commands.length);
  expect(commands.length).toBeGreaterThanOrEqual(COVERED);
});
