import type { Observation } from '../../observation/observation.js';
import type { ClusterSpec, HostName } from '../../spec/cluster-spec.js';
import { hostsOf } from '../../spec/cluster-spec.js';
import { formatDuration } from '../../spec/duration.js';
import type { Check } from '../verdict.js';
import { check } from '../verdict.js';

/**
 * The clock of a host against this machine's, and against those of the masters: two hosts that are each within the limit, in
 * opposite directions, still see each other's certificates and tokens too early or too late.
 */
export function clockCheck(spec: ClusterSpec, observation: Observation, name: HostName): Check {
  const offsetMs = observation.hosts[name]?.clockOffsetMs;
  if (offsetMs === undefined) return check('host-clock', 'unknown', `${name}: clock not read`);
  const limitMs = spec.budgets.maxClockSkewMs;
  const limit = `limit ${formatDuration(limitMs)}`;
  const own = `the clock of ${name} is ${against(offsetMs)}, ${limit}`;
  if (Math.abs(offsetMs) > limitMs) return check('host-clock', 'no', own);
  const farthest = farthestMaster(spec, observation, name, offsetMs);
  if (farthest === undefined || farthest.apartMs <= limitMs) return check('host-clock', 'yes', own);
  const pair = `the clocks of ${name} and ${farthest.name} are ${formatDuration(farthest.apartMs)} apart`;
  const each = `${against(offsetMs)}, and ${against(farthest.offsetMs)}`;
  return check('host-clock', 'no', `${pair} (${each}), ${limit}`);
}

/** Of the clock of this machine. */
function against(offsetMs: number): string {
  if (offsetMs === 0) return 'as ours';
  return `${formatDuration(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead' : 'behind'}`;
}

/** The master whose clock differs most; one that could not be read says so in its own check. */
function farthestMaster(spec: ClusterSpec, { hosts }: Observation, name: HostName, offsetMs: number) {
  return hostsOf(spec, 'control-plane')
    .flatMap((master) => {
      const theirs = hosts[master.name];
      const read = theirs?.reachable === 'yes' ? theirs.clockOffsetMs : undefined;
      if (master.name === name || read === undefined) return [];
      return [{ name: master.name, offsetMs: read, apartMs: Math.abs(read - offsetMs) }];
    })
    .reduce<{ name: HostName; offsetMs: number; apartMs: number } | undefined>(
      (worst, one) => (worst === undefined || one.apartMs > worst.apartMs ? one : worst),
      undefined,
    );
}
