import type { ExecutionEvent, HostName, HostSpec } from '@quorate/core';
import { millis, seconds } from '../engine/scheduler.js';
import type { Simulation } from '../simulation/simulation.js';
import { attemptsOf } from './block-reasons/attempts.js';
import { BLOCK_JUDGES } from './block-reasons/judges.js';
import { lackOf } from './complete-cluster.js';
import type { Invariant } from './invariant.js';

/** Longer than a run takes to see what has changed, and shorter than its patience. */
const SEEN_US = seconds(120);

/** A liveness probe may still restart what a fault has troubled: ready was true, and is so again soon. */
const AFTER_EFFECTS_US = seconds(60);

export const readyIsTrue: Invariant = {
  id: 'ready-is-true',
  title: 'a run that ends ready leaves a complete cluster',
  formula:
    'at the end `ready`, unless a fault struck or was cured less than 60 s before: members = masters of the run, each a voter that runs, is not stopped and is connected; apiservers that serve = masters; Nodes ⊇ hosts',
  watchRun: ({ simulation, quietForUs }) => {
    const observed = new ObservedHosts(simulation);
    return {
      onEvent: (event) => {
        observed.note(event);
        if (event.type !== 'run.ended' || event.result.status !== 'ready') return undefined;
        if (quietForUs() < AFTER_EFFECTS_US) return undefined;
        const lack = lackOf(simulation, observed.hosts());
        return lack === undefined ? undefined : `ready, but ${lack}`;
      },
    };
  },
};

/** The hosts of a run, which may be fewer than those of the simulation: every look at all of them names them. */
class ObservedHosts {
  readonly #simulation: Simulation;
  readonly #names = new Set<HostName>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  note(event: ExecutionEvent): void {
    if (event.type !== 'command.issued' || event.command.kind !== 'observe') return;
    for (const name of event.command.hosts) this.#names.add(name);
  }

  hosts(): readonly HostSpec[] {
    return this.#simulation.spec.hosts.filter(({ name }) => this.#names.has(name));
  }
}

export const blockedForATrueReason: Invariant = {
  id: 'blocked-for-a-true-reason',
  title: 'a run that ends blocked names a reason that is true',
  formula:
    'at the end `blocked`, when no fault struck or was cured for 120 s: for each code, what it says of the hosts that it names is so in the world (disks, processes, links, clocks, members, objects, attempts begun), and not only in what was observed: quorum-lost only when voters that run, are not stopped, are connected and accept the health check of their host < ⌊V/2⌋+1; a budget is spent only after so many attempts; a check fails only where it does',
  watchRun: ({ simulation, quietForUs }) => {
    const attempts = attemptsOf(simulation);
    return {
      onEvent: (event) => {
        if (event.type === 'command.issued') attempts.note(event.command);
        if (event.type !== 'run.ended' || event.result.status !== 'blocked') return undefined;
        if (quietForUs() < SEEN_US) return undefined;
        const { reason } = event.result;
        const contradiction = BLOCK_JUDGES[reason.code](simulation, reason);
        return contradiction === undefined ? undefined : `blocked, ${reason.code}, but ${contradiction}`;
      },
    };
  },
};

/** Times the budget of joins: each attempt may need a look, a reset, a removal, a deleted Node, new credentials. */
const CHANGES_PER_ATTEMPT = 12;
const CHANGES_AT_LEAST = 30;
const COMMANDS_AT_ONCE = 100;
const LONGEST_MS = 24 * 3_600_000;

export const runEnds: Invariant = {
  id: 'run-ends',
  title: 'a run ends, and does not change things for ever',
  formula:
    'commands that can change anything ≤ 30 + 12 × hosts × budgets.joinAttempts; commands issued at one instant ≤ 100; time since the first event of the run ≤ 24 h + budgets.blockedPatienceMs',
  watchRun: ({ simulation }) => {
    const { hosts, budgets } = simulation.spec;
    const mostChanges = CHANGES_AT_LEAST + CHANGES_PER_ATTEMPT * hosts.length * budgets.joinAttempts;
    let startedMs: number | undefined;
    let changes = 0;
    let instantMs = 0;
    let atOnce = 0;
    return {
      onEvent: (event) => {
        startedMs ??= event.atMs;
        if (event.atMs - startedMs > LONGEST_MS + budgets.blockedPatienceMs)
          return `it has not ended within ${millis(LONGEST_MS) / seconds(3600)} h and its patience`;
        if (event.type !== 'command.issued') return undefined;
        if (event.mutates) changes += 1;
        atOnce = event.atMs === instantMs ? atOnce + 1 : 1;
        instantMs = event.atMs;
        if (changes > mostChanges) return `more than ${mostChanges} commands that change things`;
        return atOnce > COMMANDS_AT_ONCE
          ? `more than ${COMMANDS_AT_ONCE} commands at one instant`
          : undefined;
      },
    };
  },
};
