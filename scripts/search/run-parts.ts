import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromPart, News, Part, PartResult } from './part.js';

const PART_PROCESS = fileURLToPath(new URL('./part-process.ts', import.meta.url));

/** Where a part runs: its language and time zone are the caller's, or as different as can be. */
export type Place = 'here' | 'abroad';

/** Turkish has letters of its own for i and I, and Chatham is 12:45 or 13:45 ahead of UTC. */
const ABROAD = { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };

/** Runs all parts side by side, each in a process of its own. */
export function runParts(
  whole: Omit<Part, 'part' | 'parts' | 'backwards'>,
  parts: number,
  place: Place,
  onNews: (part: number, news: News) => void,
): Promise<readonly PartResult[]> {
  return Promise.all(
    Array.from({ length: parts }, (_, part) =>
      runInProcess({ ...whole, part, parts, backwards: place === 'abroad' }, place, (news) => {
        onNews(part, news);
      }),
    ),
  );
}

function runInProcess(part: Part, place: Place, tell: (news: News) => void): Promise<PartResult> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...(place === 'abroad' ? ABROAD : {}) };
    const child = fork(PART_PROCESS, { serialization: 'advanced', env });
    let result: PartResult | undefined;
    let begun: number | undefined;
    child.on('message', (message: FromPart) => {
      if (message.kind === 'done') ({ result } = message);
      else if (message.kind === 'begun') begun = message.index;
      else tell(message);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (result === undefined)
        reject(
          new Error(`run ${begun ?? 'none'} never came to an end: its process did, code ${code ?? 'none'}`),
        );
      else resolve(result);
    });
    child.send(part);
  });
}
