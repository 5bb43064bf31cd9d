import type { FromPart, Part } from './part.js';
import { runPart } from './part.js';

// A process of `npm run search`: told its part by a message, it answers with how far it is and, at last, with what it counted.
const tell = (message: FromPart, sent: () => void = () => undefined): void => {
  process.send?.(message, undefined, undefined, sent);
};

process.once('message', (part: Part) => {
  void runPart(part, tell).then((result) => {
    // What a long search counted does not fit into the pipe at once.
    tell({ kind: 'done', result }, () => {
      process.disconnect();
    });
  });
});

// Told everything, or left alone: a search that was stopped has nobody to count for.
process.once('disconnect', () => {
  process.exit();
});
