import fc from 'fast-check';
import type { Asked, Script, ScriptStep, Slot } from './script.js';
import { SLOTS } from './script.js';

const MAX_STEPS = 9;

const slot = fc.constantFrom<Slot>(...SLOTS);
const asked: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 24, arbitrary: fc.nat({ max: 4 }) },
  { weight: 1, arbitrary: fc.constant('nobody' as const) },
);

/** Any step at any time: most are refused. */
const anyStep: fc.Arbitrary<ScriptStep> = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), slot, learner: fc.boolean(), asked }),
  fc.record({ kind: fc.constant('start' as const), slot }),
  fc.record({
    kind: fc.constant('promote' as const),
    slot: fc.oneof(slot, fc.constant('unknown' as const)),
    asked,
  }),
  fc.record({
    kind: fc.constant('remove' as const),
    slot: fc.oneof(
      { weight: 4, arbitrary: slot },
      fc.constantFrom('leader' as const, 'unknown' as const, 'malformed' as const),
    ),
    asked,
  }),
  fc.record({
    kind: fc.constant('update' as const),
    slot: fc.oneof({ weight: 4, arbitrary: slot }, fc.constant('unknown' as const)),
    to: fc.constantFrom('same' as const, 'second-port' as const, 'of-m1' as const),
    asked,
  }),
  fc.record({
    kind: fc.constant('move-leader' as const),
    slot: fc.oneof({ weight: 4, arbitrary: slot }, fc.constant('unknown' as const)),
    asked: fc.oneof({ weight: 3, arbitrary: fc.constant('leader' as const) }, asked),
  }),
  fc.record({
    kind: fc.constantFrom('put', 'get', 'local-get', 'list', 'health', 'status' as const),
    asked,
  }),
  fc.record({ kind: fc.constant('kill' as const), slot: fc.oneof(slot, fc.constant('leader' as const)) }),
  fc.constant({ kind: 'rest' } as const),
);

/** Short stories that lead into the dangerous places; `arrival` is a member that is not there yet. */
function stories(voters: number): fc.Arbitrary<readonly ScriptStep[]> {
  const arrival = fc.constantFrom<Slot>(...SLOTS.filter((one) => one > voters && one <= voters + 2));
  const member = fc.constantFrom<Slot>(...SLOTS.filter((one) => one <= voters));
  const told = (
    tell: (names: {
      readonly arrival: Slot;
      readonly member: Slot;
      readonly asked: Asked;
    }) => readonly ScriptStep[],
  ): fc.Arbitrary<readonly ScriptStep[]> =>
    fc.record({ arrival, member, asked: fc.nat({ max: 4 }) }).map(tell);
  return fc.oneof(
    // One to two: without a quorum until it is started.
    told((t) => [
      add(t.arrival, t.asked),
      { kind: 'put', asked: t.asked },
      { kind: 'start', slot: t.arrival },
    ]),
    told((t) => [add(t.arrival, t.asked), { kind: 'start', slot: t.arrival }]),
    // Added while another one is down, or has been added and never started.
    told((t) => [{ kind: 'kill', slot: t.member }, add(t.arrival, t.asked)]),
    told((t) => [add(t.arrival, t.asked), add(t.arrival === 5 ? 4 : 5, t.asked)]),
    // Learners: never started, in sync, dead but in sync, dead and left behind.
    told((t) => [add(t.arrival, t.asked, true), { kind: 'promote', slot: t.arrival, asked: t.asked }]),
    told((t) => [...learner(t.arrival, t.asked), { kind: 'promote', slot: t.arrival, asked: t.asked }]),
    told((t) => [
      ...learner(t.arrival, t.asked),
      { kind: 'kill', slot: t.arrival },
      { kind: 'promote', slot: t.arrival, asked: t.asked },
    ]),
    told((t) => [
      ...learner(t.arrival, t.asked),
      { kind: 'kill', slot: t.arrival },
      { kind: 'put-many', asked: t.asked },
      { kind: 'promote', slot: t.arrival, asked: t.asked },
    ]),
    // Removed so that quorum would be lost, or the leader itself, or a dead one and its replacement.
    told((t) => [
      { kind: 'remove', slot: 'leader', asked: t.asked },
      { kind: 'put', asked: t.asked },
    ]),
    told((t) => [
      { kind: 'kill', slot: t.member },
      { kind: 'remove', slot: t.member, asked: t.asked },
    ]),
    told((t) => [
      { kind: 'kill', slot: t.member },
      { kind: 'remove', slot: t.member, asked: t.asked },
      add(t.member, t.asked),
      { kind: 'wipe', slot: t.member },
      { kind: 'start', slot: t.member },
    ]),
    told((t) => [
      { kind: 'kill', slot: t.member },
      { kind: 'remove', slot: ((t.member % voters) + 1) as Slot, asked: t.asked },
    ]),
    // A wiped member comes back under the same name; a removed one with its old data.
    told((t) => [
      { kind: 'wipe', slot: t.member },
      { kind: 'start', slot: t.member },
    ]),
    told((t) => [
      { kind: 'remove', slot: t.member, asked: t.asked },
      { kind: 'start', slot: t.member },
    ]),
    told((t) => [
      { kind: 'kill', slot: t.member },
      { kind: 'put', asked: t.asked },
      { kind: 'start', slot: t.member },
    ]),
  );
}

/** A cluster of one, two or three, and up to nine things that are done to it. */
export const scripts: fc.Arbitrary<Script> = fc
  .oneof(
    { weight: 3, arbitrary: fc.constant(1) },
    { weight: 2, arbitrary: fc.constant(2) },
    { weight: 4, arbitrary: fc.constant(3) },
  )
  .chain((voters) =>
    fc.record({
      voters: fc.constant(voters),
      rested: fc.boolean(),
      parts: fc.array(
        fc.oneof(
          { weight: 3, arbitrary: stories(voters) },
          { weight: 4, arbitrary: anyStep.map((one) => [one]) },
        ),
        { minLength: 3, maxLength: 6 },
      ),
    }),
  )
  .map(({ voters, rested, parts }) => {
    const steps = parts.flat().slice(0, MAX_STEPS);
    return { voters, steps: rested && voters > 1 ? [{ kind: 'rest' } as const, ...steps] : steps };
  });

function add(slot: Slot, whom: Asked, learns = false): ScriptStep {
  return { kind: 'add', slot, learner: learns, asked: whom };
}

function learner(slot: Slot, whom: Asked): readonly ScriptStep[] {
  return [add(slot, whom, true), { kind: 'start', slot }];
}
