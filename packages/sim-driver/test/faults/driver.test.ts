import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/index.js';
import { laboratory, run, step, steps, strike } from './laboratory.js';

/** Writes to the disk two seconds after it began. */
function withSlowProgram(): Simulation {
  const simulation = laboratory();
  Object.assign(simulation.world.programs, {
    *sed(process: { readonly host: { readonly disk: { write(path: string, text: string): void } } }) {
      yield { kind: 'sleep', us: 2_000_000 };
      process.host.disk.write('/done', 'yes\n');
      return 0;
    },
  });
  return simulation;
}

const SLOW = run(['sed', 'join']);
const done = (simulation: Simulation): boolean => simulation.world.host('master2').disk.exists('/done');

describe('answers', () => {
  it('lose-reply before: the program never ran, and the outcome is unknown', async () => {
    const simulation = withSlowProgram();
    strike(simulation, 'lose-reply:master2,sed,join,before');
    expect(await step(simulation, 'master2', SLOW)).toMatchObject({
      kind: 'unknown',
      cause: 'connection-lost',
    });
    simulation.advance(10_000);
    expect(done(simulation)).toBe(false);
    expect((await step(simulation, 'master2', SLOW)).kind).toBe('succeeded');
  });

  it('lose-reply after: the program has ended, and the outcome is unknown', async () => {
    const simulation = withSlowProgram();
    strike(simulation, 'lose-reply:master2,sed');
    expect(await step(simulation, 'master2', SLOW)).toMatchObject({
      kind: 'unknown',
      cause: 'connection-lost',
    });
    expect(done(simulation)).toBe(true);
  });

  it('cut-step: the connection breaks while the program runs, which goes on', async () => {
    const simulation = withSlowProgram();
    strike(simulation, 'cut-step:master2,sed,join,500ms');
    const outcome = await step(simulation, 'master2', SLOW);
    expect(outcome).toMatchObject({ kind: 'unknown', cause: 'connection-lost', tookMs: 500 });
    expect(done(simulation)).toBe(false);
    simulation.advance(2_000);
    expect(done(simulation)).toBe(true);
  });

  it('cut-step: a step that is over before is not touched', async () => {
    const simulation = withSlowProgram();
    strike(simulation, 'cut-step:master2,sed,join,20s');
    expect((await step(simulation, 'master2', SLOW)).kind).toBe('succeeded');
  });

  it('hang-step: nothing runs, and the step is out of time', async () => {
    const simulation = withSlowProgram();
    strike(simulation, 'hang-step:master2,sed');
    expect(await step(simulation, 'master2', SLOW)).toMatchObject({
      kind: 'unknown',
      cause: 'timed-out',
      tookMs: 60_000,
    });
    expect(done(simulation)).toBe(false);
  });

  it('hang-step after: the program has ended, and the step is out of time all the same', async () => {
    const simulation = withSlowProgram();
    strike(simulation, 'hang-step:master2,sed,,after');
    expect(await step(simulation, 'master2', SLOW)).toMatchObject({ kind: 'unknown', cause: 'timed-out' });
    expect(done(simulation)).toBe(true);
  });

  it('befalls the next step that fits, once, and none of another program, word or host', async () => {
    const simulation = withSlowProgram();
    strike(simulation, 'lose-reply:master2,sed,join');
    expect((await step(simulation, 'master2', run(['sed', 'reset']))).kind).toBe('succeeded');
    expect((await step(simulation, 'master1', SLOW)).kind).toBe('succeeded');
    expect((await step(simulation, 'master2', SLOW)).kind).toBe('unknown');
    expect((await step(simulation, 'master2', SLOW)).kind).toBe('succeeded');
  });

  it('slow-replies: answers are late by the sum of what holds, and each cure ends its own', async () => {
    const simulation = laboratory();
    const took = async (): Promise<number> =>
      (await step(simulation, 'master2', { kind: 'read-file', path: '/etc/hostname', timeoutMs: 60_000 }))
        .tookMs;
    const usual = await took();
    const first = strike(simulation, 'slow-replies:master2,2s');
    const second = strike(simulation, 'slow-replies:master2,2s');
    expect(await took()).toBe(usual + 4_000);
    first();
    expect(await took()).toBe(usual + 2_000);
    second();
    expect(await took()).toBe(usual);
  });
});

describe('what keeps an SSH client out', () => {
  it.each([
    ['change-host-key', 'master2: the host key is not the one that is known for it'],
    ['refuse-login', 'master2: authentication failed'],
    [
      'refuse-sudo',
      'master2: sudo does not let the user become root; add a rule to /etc/sudoers.d, or another user',
    ],
  ])('%s: nothing runs, and it is said why; until the last of two is cured', async (kind, detail) => {
    const simulation = withSlowProgram();
    const first = strike(simulation, `${kind}:master2`);
    const second = strike(simulation, `${kind}:master2`);
    const refused = { kind: 'failed', cause: { kind: 'unreachable', detail } };
    expect(await step(simulation, 'master2', SLOW)).toMatchObject(refused);
    first();
    expect(await step(simulation, 'master2', SLOW)).toMatchObject(refused);
    simulation.advance(10_000);
    expect(done(simulation)).toBe(false);
    expect((await step(simulation, 'master1', SLOW)).kind).toBe('succeeded');
    second();
    expect((await step(simulation, 'master2', SLOW)).kind).toBe('succeeded');
  });

  it('limit-sessions: steps wait for their turn, and their time does not run meanwhile', async () => {
    const simulation = withSlowProgram();
    const cure = strike(simulation, 'limit-sessions:master2,1');
    const three = await steps(
      simulation,
      'master2',
      [SLOW, SLOW, SLOW].map((one) => ({ ...one, timeoutMs: 2_500 })),
    );
    expect(three.map(({ kind }) => kind)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(Math.max(...three.map(({ tookMs }) => tookMs))).toBeGreaterThanOrEqual(6_000);
    cure();
    const free = await steps(simulation, 'master2', [SLOW, SLOW, SLOW]);
    expect(Math.max(...free.map(({ tookMs }) => tookMs))).toBeLessThan(2_100);
  });

  it('limit-sessions: a server that stays full is unreachable, and names MaxSessions', async () => {
    const simulation = withSlowProgram();
    strike(simulation, 'limit-sessions:master2,1');
    strike(simulation, 'hang-step:master2,sed');
    const outcomes = await steps(simulation, 'master2', [SLOW, SLOW]);
    expect(outcomes[0]).toMatchObject({ kind: 'failed', cause: { kind: 'unreachable' } });
    expect(JSON.stringify(outcomes[0])).toContain('MaxSessions');
    expect(outcomes[1]).toMatchObject({ kind: 'unknown', cause: 'timed-out' });
  });
});
