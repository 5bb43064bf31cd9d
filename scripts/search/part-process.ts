import type { FromPart, Part } from './part.js';
import { runPart } from './part.js';

// A process of `npm run search`: told its part by a message, it answers with how far it is and, at last, with what it counted.
const tell = (message: FromPart): void => {
  process.send?.(message);
};

process.once('message', (part: Part) => {
  void runPart(part, tell).then((result) => {
    tell({ kind: 'done', result });
    process.disconnect();
  });
});
