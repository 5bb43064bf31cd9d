import { parseSpan } from '../span.js';
import type { FaultArgument, FaultDefinition } from '../fault.js';

const DOWN: FaultArgument = {
  name: 'down',
  type: 'duration',
  optional: true,
  samples: ['0s', '5s', '2m', '3h'],
};

const killOrchestrator: FaultDefinition = {
  kind: 'kill-orchestrator',
  title: 'the orchestrator gets SIGKILL, and is started again this much later with its journal',
  scope: 'operator',
  timing: 'once',
  aftermath: 'heals',
  args: [DOWN],
  // Hours for which nobody looked are no hours of waiting.
  endings: [{ fault: 'kill-orchestrator:3h@journal.written/what=join-worker#2', ends: 'ready' }],
  apply({ operation }, { down }, occasion) {
    // Struck at an entry of the journal, it dies right after that one.
    const entry = occasion?.event === 'journal.written' ? occasion.detail?.['entry'] : undefined;
    operation?.kill({
      downMs: downMs(down),
      journal: { kind: 'kept', ...(typeof entry === 'number' ? { entries: entry } : {}) },
    });
    return undefined;
  },
};

const loseJournal: FaultDefinition = {
  kind: 'lose-journal',
  title: 'the orchestrator gets SIGKILL, and is started again this much later without its journal',
  scope: 'operator',
  timing: 'once',
  aftermath: 'heals',
  args: [DOWN],
  apply({ operation }, { down }) {
    operation?.kill({ downMs: downMs(down), journal: { kind: 'lost' } });
    return undefined;
  },
};

const secondOrchestrator: FaultDefinition = {
  kind: 'second-orchestrator',
  title: 'somebody starts a second orchestrator for the same cluster, beside the first',
  scope: 'operator',
  timing: 'once',
  aftermath: 'needs-a-person',
  args: [],
  apply({ operation }) {
    operation?.startAnother();
    return undefined;
  },
};

function downMs(text: string | undefined): number {
  return Math.max(0, parseSpan(text ?? '5s') ?? 0);
}

export const ORCHESTRATOR_FAULTS: readonly FaultDefinition[] = [
  killOrchestrator,
  loseJournal,
  secondOrchestrator,
];
