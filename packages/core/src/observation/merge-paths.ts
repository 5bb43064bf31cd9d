import type { PathObservation } from './host-capacity.js';

/** Every way as it was last probed: a look that probes some leaves the others as they were. */
export function mergePaths(
  before: readonly PathObservation[],
  fresh: readonly PathObservation[],
): readonly PathObservation[] {
  const again = ({ address, port }: PathObservation): boolean =>
    fresh.some((one) => one.address === address && one.port === port);
  return [...before.filter((one) => !again(one)), ...fresh];
}
