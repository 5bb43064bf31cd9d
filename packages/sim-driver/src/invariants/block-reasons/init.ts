import { hostsOf } from '@quorate/core';
import { attemptsOf } from './attempts.js';
import { holdsControlPlane } from './files.js';
import type { BlockJudge } from './judge.js';
import { hostsIn, namesOf } from './named-hosts.js';
import { isChanging, lackOfInit, servesItself } from './standing.js';
import { isReached } from './ways.js';

export const mayHoldACluster: BlockJudge = (simulation, { summary }) => {
  const named = hostsIn(simulation.spec, summary);
  const masters = named.length > 0 ? named : hostsOf(simulation.spec, 'control-plane');
  const hidden = masters.find(
    ({ name }) => !isReached(simulation, name) || simulation.world.host(name).missingPrograms.size > 0,
  );
  return hidden === undefined ? `${namesOf(masters)} are reached` : undefined;
};

export const initInterrupted: BlockJudge = (simulation, { summary }) => {
  const [host] = hostsIn(simulation.spec, summary);
  if (host === undefined) return 'no host is named';
  const machine = simulation.world.host(host.name);
  if (!holdsControlPlane(machine) && !isChanging(machine))
    return `nothing of a control plane is on ${host.name}`;
  return lackOfInit(simulation, host.name) === undefined
    ? `${host.name} serves, and has all that an init leaves behind`
    : undefined;
};

export const initFailed: BlockJudge = (simulation, { summary }) => {
  const { budgets } = simulation.spec;
  const [host] = hostsIn(simulation.spec, summary);
  if (host === undefined) return 'no host is named';
  const attempts = attemptsOf(simulation).of('initialise', host.name);
  if (attempts < budgets.joinAttempts)
    return `an init of ${host.name} was begun ${attempts} of ${budgets.joinAttempts} times`;
  return lackOfInit(simulation, host.name) === undefined ? `${host.name} serves` : undefined;
};

/** One that serves the administrator of its own host answers whoever looks at that host. */
export const apiNotAnswering: BlockJudge = (simulation) => {
  const answering = hostsOf(simulation.spec, 'control-plane').find(
    ({ name }) => isReached(simulation, name) && servesItself(simulation, name),
  );
  return answering === undefined ? undefined : `the apiserver of ${answering.name} serves`;
};
