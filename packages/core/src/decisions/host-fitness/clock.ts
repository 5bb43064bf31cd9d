import type { Observation } from '../../observation/observation.js';
import type { ClusterSpec, HostName } from '../../spec/cluster-spec.js';
import { hostsOf } from '../../spec/cluster-spec.js';
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
  const own = `${name} is ${offsetMs} ms off, limit ${limitMs} ms`;
  if (Math.abs(offsetMs) > limitMs) return check('host-clock', 'no', own);
  const farthest = farthestMaster(spec, observation, name, offsetMs);
  if (farthest === undefined || farthest.apartMs <= limitMs) return check('host-clock', 'yes', own);
  const pair = `the clocks of ${name} and ${farthest.name} are ${farthest.apartMs} ms apart`;
  return check('host-clock', 'no', `${pair} (${offsetMs} and ${farthest.offsetMs}), limit ${limitMs} ms`);
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
