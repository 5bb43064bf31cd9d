import { hostsOf } from '@quorate/core';
import { attemptsOf } from './attempts.js';
import type { BlockJudge } from './judge.js';
import { checksThatHold } from './failing-checks.js';
import { ADMIN_CONF } from './files.js';
import { hostsOfReason, namesOf } from './named-hosts.js';
import { lackOfHost, servesItself } from './standing.js';
import { isReached } from './ways.js';

export const hostUnreachable: BlockJudge = (simulation, reason) => {
  const named = hostsOfReason(simulation.spec, reason);
  return named.every(({ name }) => isReached(simulation, name)) ? `${namesOf(named)} are reached` : undefined;
};

/** A look at a host that is reached misses something only where a program is not there to be asked. */
export const hostNotObservable: BlockJudge = (simulation, reason) => {
  // The CA of the cluster is read from a master that serves.
  const serving = hostsOf(simulation.spec, 'control-plane').some(({ name }) =>
    servesItself(simulation, name),
  );
  if (!serving) return undefined;
  const named = hostsOfReason(simulation.spec, reason);
  const hidden = named.find(
    ({ name }) =>
      !isReached(simulation, name) ||
      simulation.world.host(name).missingPrograms.size > 0 ||
      !simulation.world.host(name).disk.exists(ADMIN_CONF),
  );
  return hidden === undefined
    ? `${namesOf(named)} are reached, with all their programs and a kubeconfig`
    : undefined;
};

export const hostUnfit: BlockJudge = (simulation, reason) => {
  const holding = checksThatHold(simulation, reason);
  if (holding !== undefined) return holding;
  const named = hostsOfReason(simulation.spec, reason);
  const lacking = named.find((host) => lackOfHost(simulation, host) !== undefined);
  return lacking === undefined ? `${namesOf(named)} are complete parts of the cluster` : undefined;
};

/** Files, packages and settings that a specification may ask for are many; a host that is part of the cluster had what counts. */
export const hostUnprepared: BlockJudge = (simulation, reason) => {
  if (simulation.spec.preparation === undefined) return 'no preparation is asked for';
  const holding = checksThatHold(simulation, reason);
  if (holding !== undefined) return holding;
  const named = hostsOfReason(simulation.spec, reason).filter(({ role }) => role !== 'load-balancer');
  const claimed = Number(/ in (\d+) attempts/.exec(reason.summary)?.[1] ?? 0);
  const begun = Math.max(0, ...named.map(({ name }) => attemptsOf(simulation).of('prepare-host', name)));
  if (named.length > 0 && begun < claimed) return `it was prepared ${begun} of ${claimed} times`;
  const lacking = named.find((host) => lackOfHost(simulation, host) !== undefined);
  return named.length > 0 && lacking === undefined
    ? `${namesOf(named)} are complete parts of the cluster`
    : undefined;
};
