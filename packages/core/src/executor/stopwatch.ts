import type { Clock } from './driver.js';

/** Milliseconds that have passed since it was made, as far as a clock can be believed that somebody may set meanwhile. */
export interface Stopwatch {
  passedMs(): number;
}

/**
 * For who has to stop in time: never behind. Of two clocks it believes the faster one, because the one that cannot be set may stand
 * still while the machine is suspended.
 */
export function strictWatch(clock: Clock): Stopwatch {
  return watch(clock, Math.max);
}

/** For who waits for somebody else to be silent: never ahead. A clock that is set forward is no silence. */
export function patientWatch(clock: Clock): Stopwatch {
  return watch(clock, Math.min);
}

/**
 * Adds up what passed from question to question, so that a clock that is set spoils one interval only: a step back is not owed later
 * on, and a step there and back is not taken for nothing.
 */
function watch(clock: Clock, believed: (wallMs: number, steadyMs: number) => number): Stopwatch {
  let wallMs = clock.nowMs();
  let steadyMs = clock.elapsedMs?.();
  let passedMs = 0;
  return {
    passedMs: () => {
      const wallBeforeMs = wallMs;
      const steadyBeforeMs = steadyMs;
      wallMs = clock.nowMs();
      steadyMs = clock.elapsedMs?.();
      const byWallMs = Math.max(0, wallMs - wallBeforeMs);
      const bySteadyMs =
        steadyMs === undefined || steadyBeforeMs === undefined ? byWallMs : steadyMs - steadyBeforeMs;
      passedMs += believed(byWallMs, bySteadyMs);
      return passedMs;
    },
  };
}
