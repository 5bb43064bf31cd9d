import type { CommandId } from '@quorate/core';
import { seconds } from '../engine/scheduler.js';
import { lackOf, untidy } from './complete-cluster.js';
import type { Invariant } from './invariant.js';

/** What a fault has done shows within this time: a Node of a dead kubelet is NotReady after 40 s. */
const SHOWN_US = seconds(300);

export const readyClusterUntouched: Invariant = {
  id: 'ready-cluster-untouched',
  title: 'a run over a cluster that is complete changes nothing',
  formula:
    'when the run begins, one voter runs per master, not stopped, and no other, every apiserver serves, every Node is Ready, no token of a run is left, and no fault struck in the last 300 s or since: the commands that can change anything = 0',
  watchRun: ({ simulation, quietForUs }) => {
    let complete: boolean | undefined;
    const quiet = (): boolean => quietForUs() >= SHOWN_US;
    const first: CommandId = 'c1';
    return {
      onEvent: (event) => {
        if (event.type !== 'command.issued') return undefined;
        complete ??=
          event.id === first &&
          quiet() &&
          lackOf(simulation, simulation.spec.hosts) === undefined &&
          untidy(simulation) === undefined;
        return complete && event.mutates && quiet()
          ? `${event.title}, although the cluster is complete`
          : undefined;
      },
    };
  },
};
