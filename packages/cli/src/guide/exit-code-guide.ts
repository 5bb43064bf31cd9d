import type { EXIT } from '../exit-code.js';
import type { Rule } from './topic.js';

/** What a script can conclude from an exit code. */
export const EXIT_RULES: Readonly<Record<(typeof EXIT)[keyof typeof EXIT], Rule>> = {
  0: {
    rule: 'What was asked for holds. Of status: the cluster is complete and nobody has to do anything now; what can be done in good time (SOON) does not change that.',
    see: 'docs/protocol.md#verifying-verifying-the-post-condition',
  },
  1: {
    rule: 'Something that must not happen did. Nothing can be concluded about the cluster: look with quorate status.',
    see: 'docs/architecture.md#the-machine',
  },
  2: {
    rule: 'Nothing was connected to. The message names the word that was not understood.',
    see: 'README.md',
  },
  3: {
    rule: 'Every mistake in the file is listed with its line. Nothing was connected to.',
    see: 'docs/spec.md',
  },
  4: {
    rule: 'A condition did not hold, or was not confirmed. No host was changed, so the same command may simply be given again when the reason is gone.',
    see: 'docs/architecture.md#the-machine',
  },
  5: {
    rule: 'Going on is not safe or not possible, and what is needed is said. Of status: something is listed as NOW, or there is no cluster.',
    see: 'docs/protocol.md#blocked-blocked-safely',
  },
  6: {
    rule: 'Some changes were made and one failed for good. Each was either done or not; started again, the command looks first and goes on from there.',
    see: 'docs/architecture.md#outcomes',
  },
  7: {
    rule: 'A change was begun and its end was not seen: it may have had its effect. Look with quorate status; started again, the command looks first too.',
    see: 'docs/architecture.md#outcomes',
  },
  8: {
    rule: 'Only in simulations: what must never happen was seen to happen. The seed and the scenario show it again.',
    see: 'README.md#checked-not-only-tested',
  },
  129: {
    rule: 'The same as an interruption by Ctrl-C. Without a terminal that may go away a run goes on: start it under a service manager, or in tmux.',
    see: 'docs/guide/interrupted-run.md#how-a-run-can-end-early',
  },
  130: {
    rule: 'The first Ctrl-C stops in order. What was in flight is looked at by the next run before it acts.',
    see: 'docs/architecture.md#the-executors-contract',
  },
  141: {
    rule: 'The reader of the output has gone, and the program with it; a change that was under way came to its end first. The same holds as for an interruption.',
    see: 'docs/guide/interrupted-run.md#how-a-run-can-end-early',
  },
  143: {
    rule: 'The first SIGTERM stops in order, as Ctrl-C does; the second one ends the program at once.',
    see: 'docs/guide/interrupted-run.md#how-a-run-can-end-early',
  },
};
