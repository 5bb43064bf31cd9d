import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromPart, Part, PartResult } from './part.js';
import { runPart } from './part.js';

const PART_PROCESS = fileURLToPath(new URL('./part-process.ts', import.meta.url));

/** Runs all parts side by side, each in a process of its own; a single one in this process. */
export function runParts(
  whole: Omit<Part, 'part' | 'parts'>,
  parts: number,
  onProgress: (part: number, ran: number, failed: number) => void,
): Promise<readonly PartResult[]> {
  const one = parts === 1 ? runPart : runInProcess;
  return Promise.all(
    Array.from({ length: parts }, (_, part) =>
      one({ ...whole, part, parts }, (message) => {
        if (message.kind === 'progress') onProgress(part, message.ran, message.failed);
      }),
    ),
  );
}

function runInProcess(part: Part, tell: (message: FromPart) => void): Promise<PartResult> {
  return new Promise((resolve, reject) => {
    const child = fork(PART_PROCESS, { serialization: 'advanced' });
    let result: PartResult | undefined;
    child.on('message', (message: FromPart) => {
      if (message.kind === 'done') ({ result } = message);
      else tell(message);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (result === undefined)
        reject(
          new Error(`part ${part.part} of ${part.parts} ended without a result, code ${code ?? 'none'}`),
        );
      else resolve(result);
    });
    child.send(part);
  });
}
