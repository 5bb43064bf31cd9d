import type { RunJournal } from './run-journal.js';

/** What a person is told of the run that was found in the journal. */
export function foundLines({ found, path = '' }: RunJournal): readonly string[] {
  switch (found.state) {
    case 'fresh':
      return [];
    case 'ended':
      return [];
    case 'interrupted': {
      const began = new Date(found.beganMs).toISOString();
      const how = found.aborted ? 'was ended in order' : 'did not come to its end';
      return [
        `a run that began ${began} ${how}; this one goes on from its journal ${path}`,
        // A look or a wait that was cut off has changed nothing.
        ...found.inFlight
          .filter(({ mutates }) => mutates)
          .map(({ title }) => `  nobody saw how this ended: ${title}; it is looked for first`),
        ...(found.torn ? ['  its last entry was being written, and nothing had been done for it'] : []),
      ];
    }
  }
}
