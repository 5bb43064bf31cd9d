import type { BlockCode, ClusterSpec, ControlPlaneStep, HostSpec, Observation, Origin } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import type { StateWords } from '../model.js';
import type { Decisions, Look } from './decisions.js';
import { lookAt } from './decisions.js';
import { get, GLOBAL, globalOf } from './layout.js';

/** What the guards say after a look, before it comes to what the orchestrator remembers. */
export type Verdicts =
  | { readonly origin: 'blocked'; readonly block: BlockCode }
  | { readonly origin: 'fresh' }
  | {
      readonly origin: 'interrupted';
      readonly host: number;
      readonly running: boolean;
      readonly apiReady: boolean;
    }
  | {
      readonly origin: 'established';
      readonly masters: readonly MasterVerdict[];
      readonly credentialsUsable: boolean;
      readonly isDone: boolean;
    };

export interface MasterVerdict {
  readonly step: ControlPlaneStep['kind'];
  /** Why, when the step is `blocked`. */
  readonly block?: BlockCode;
  readonly kubeadmRuns: boolean;
  readonly mayJoin: boolean;
}

/** Asks every guard about one look; the credentials are in the state, and nothing else that a look does not show. */
export function verdictsOn(
  decisions: Decisions,
  spec: ClusterSpec,
  state: StateWords,
  observation: Observation,
  patienceSpent: boolean,
): Verdicts {
  const credentialsValid = get(globalOf(state), GLOBAL.credentials) === 1;
  const look = lookAt(spec, observation, patienceSpent, credentialsValid);
  return verdictsFrom(decisions, look, decisions.origin(look));
}

function verdictsFrom(decisions: Decisions, look: Look, origin: Origin): Verdicts {
  const masters = hostsOf(look.spec, 'control-plane');
  switch (origin.kind) {
    case 'blocked':
      return { origin: 'blocked', block: origin.block.code };
    case 'fresh':
      return { origin: 'fresh' };
    case 'interrupted': {
      const host = masters.findIndex(({ name }) => name === origin.host);
      return { origin: 'interrupted', host, running: origin.running, apiReady: origin.apiReady };
    }
    case 'established':
      return {
        origin: 'established',
        masters: masters.map((master) => verdictOn(decisions, look, master)),
        credentialsUsable: decisions.credentialsUsable(look),
        isDone: decisions.isDone(look),
      };
  }
}

function verdictOn(decisions: Decisions, look: Look, master: HostSpec): MasterVerdict {
  const step = decisions.step(look, master);
  return {
    step: step.kind,
    ...(step.kind === 'blocked' ? { block: step.block.code } : {}),
    kubeadmRuns: look.observation.hosts[master.name]?.kubeadmRunning === 'yes',
    mayJoin: step.kind === 'join' && decisions.mayJoin(look, master),
  };
}
