import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Output } from '../src/output.js';

/** A stream whose second write fails: as a file throws, or as a pipe tells later. */
function failing(throws: boolean): Writable {
  let writes = 0;
  const stream = new Writable({
    write: (_chunk, _encoding, done) => {
      writes += 1;
      const error = writes === 1 ? undefined : new Error(`write ${writes} failed`);
      if (throws && error !== undefined) throw error;
      done(error);
    },
  });
  return stream;
}

test.each([
  ['throws', true],
  ['tells later', false],
])(
  'the first error of a stream that %s is told once, and nothing is written after it',
  async (_what, throws) => {
    const broken: unknown[] = [];
    const output = new Output(failing(throws), (error) => broken.push(error));
    for (let line = 1; line <= 4; line += 1) {
      output.write(`${line}\n`);
      // Streams tell their errors in a turn of their own.
      await new Promise((resolve) => process.nextTick(resolve));
    }
    expect(broken).toEqual([new Error('write 2 failed')]);
  },
);
