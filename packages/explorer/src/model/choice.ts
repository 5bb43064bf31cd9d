import type { BlockCode, ClusterSpec, HostSpec } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import type { StateWords } from '../model.js';
import { blockNumber } from './block-codes.js';
import type { Decisions, Look } from './decisions.js';
import { lookAt } from './decisions.js';
import type { Action } from './layout.js';
import { get, GLOBAL, globalOf, HOST, wordAt } from './layout.js';
import { observe } from './observe.js';

/** What the orchestrator may do after a look. */
export type Choice =
  | { readonly kind: 'act'; readonly action: Action; readonly host: number }
  | { readonly kind: 'halt'; readonly block: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'wait' };

/**
 * Everything that the rules permit after a look, in the order of the protocol's plan: repair before growth, growth before
 * complaint. Which of several masters comes first is left open, so one search covers every order of the spec.
 */
export function choicesAt(
  decisions: Decisions,
  spec: ClusterSpec,
  state: StateWords,
  patienceSpent: boolean,
): readonly Choice[] {
  const credentialsValid = get(globalOf(state), GLOBAL.credentials) === 1;
  const look = lookAt(spec, observe(spec, state), patienceSpent, credentialsValid);
  const tried = (host: number): boolean =>
    get(wordAt(state, host), HOST.attempts) >= spec.budgets.joinAttempts;
  const origin = decisions.origin(look);
  const masters = hostsOf(spec, 'control-plane');
  switch (origin.kind) {
    case 'blocked':
      return [halted(look, origin.block.code)];
    case 'fresh':
      return initHosts(state).map((host) =>
        tried(host) ? halted(look, 'init-failed') : { kind: 'act', action: 'initialise', host },
      );
    case 'interrupted': {
      const host = masters.findIndex((master) => master.name === origin.host);
      if (!origin.running && origin.apiReady) return [{ kind: 'act', action: 'finish-initialise', host }];
      const ours = get(wordAt(state, host), HOST.doubtful) === 1;
      if (origin.running || !ours) return [halted(look, 'init-interrupted')];
      return [patienceSpent ? { kind: 'act', action: 'reset-host', host } : { kind: 'wait' }];
    }
    case 'established':
      return controlPlaneChoices(decisions, look, masters, {
        tried,
        joining: (host) => get(wordAt(state, host), HOST.joining) === 1,
      });
  }
}

/** An init is tried again where it was tried before; the first may be anywhere. */
function initHosts(state: StateWords): readonly number[] {
  const hosts = Array.from(state.subarray(0, -1), (_, host) => host);
  const doubtful = hosts.filter((host) => get(wordAt(state, host), HOST.doubtful) === 1);
  return doubtful.length > 0 ? doubtful : hosts;
}

function halted(look: Look, code: BlockCode): Choice {
  return look.patienceSpent ? { kind: 'halt', block: blockNumber(code) } : { kind: 'wait' };
}

/** What the orchestrator remembers of its own joins. */
interface Memories {
  readonly tried: (host: number) => boolean;
  readonly joining: (host: number) => boolean;
}

function controlPlaneChoices(
  decisions: Decisions,
  look: Look,
  masters: readonly HostSpec[],
  { tried, joining }: Memories,
): readonly Choice[] {
  const steps = masters.map((master) => decisions.step(look, master));
  const atWork = masters.some(
    ({ name }, host) =>
      steps[host]?.kind === 'wait' && look.observation.hosts[name]?.kubeadmRunning === 'yes',
  );
  if (atWork && !look.patienceSpent) return [{ kind: 'wait' }];
  const repairs = steps.flatMap((step, host): readonly Choice[] => {
    switch (step.kind) {
      case 'finish-join':
      case 'promote-learner':
      case 'remove-member':
      case 'delete-node':
      case 'reset-host':
        return [{ kind: 'act', action: step.kind, host }];
      case 'complete':
      case 'join':
      case 'wait':
      case 'restart-kubelet':
      case 'unreachable':
      case 'blocked':
        return [];
    }
  });
  if (repairs.length > 0) return repairs;
  if (steps.some(({ kind }) => kind === 'wait')) return [halted(look, 'not-settling')];
  if (decisions.mindsDoubtfulJoins && steps.some(({ kind }, host) => kind === 'unreachable' && joining(host)))
    return [halted(look, 'host-unreachable')];
  const block = steps.find((step) => step.kind === 'blocked');
  const joins = masters.flatMap((_, host) => (steps[host]?.kind === 'join' ? [host] : []));
  const permitted = joins.map((host) => joinChoice(decisions, look, masters, host, tried(host)));
  const growth = permitted.filter((one) => one.kind !== 'halt' || block === undefined);
  if (growth.length > 0) return growth;
  if (block?.kind === 'blocked') return [{ kind: 'halt', block: blockNumber(block.block.code) }];
  if (steps.some(({ kind }) => kind === 'unreachable')) return [halted(look, 'host-unreachable')];
  return [decisions.isDone(look) ? { kind: 'ready' } : halted(look, 'not-settling')];
}

function joinChoice(
  decisions: Decisions,
  look: Look,
  masters: readonly HostSpec[],
  host: number,
  tried: boolean,
): Choice {
  const master = masters[host];
  if (tried) return { kind: 'halt', block: blockNumber('join-budget-spent') };
  if (master === undefined || !decisions.mayJoin(look, master)) return halted(look, 'join-refused');
  if (!decisions.credentialsUsable(look)) return { kind: 'act', action: 'mint-credentials', host };
  return { kind: 'act', action: 'join-control-plane', host };
}
