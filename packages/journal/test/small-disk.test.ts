import { describe, expect, test } from 'vitest';
import { mountNamespace, runOnSmallDisks } from './support/small-disk.js';

function tests(flags: readonly string[]): void {
  const { runs, noRoom, readOnly } = runOnSmallDisks(flags);

  test.each(runs)(
    'of $pages pages ends the run in order, and with room on it the next one goes on to ready',
    ({ first, second, kubeadmRuns }) => {
      expect(first).toMatchObject({
        status: 'aborted',
        journalFailure: expect.stringContaining('no space left on device (ENOSPC)'),
      });
      expect(second.status).toBe('ready');
      expect(kubeadmRuns.toSorted()).toEqual(['master1', 'master2', 'master3']);
    },
  );

  test('is full sooner or later, as it has fewer pages or more', () => {
    const lengths = runs.map(({ entries }) => entries);
    expect(lengths[0]).toBe(0);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(new Set(lengths).size).toBeGreaterThanOrEqual(5);
  });

  test('without room for the lock is said, and nothing is left on it', () => {
    expect(noRoom.refusal).toMatchObject({
      code: 'not-writable',
      seen: 'no space left on device (ENOSPC)',
      safeNext: expect.stringContaining('make room'),
    });
    expect(noRoom.files).toEqual(['other']);
  });

  test('with a journal that can be read and not be written is said', () => {
    expect(readOnly.refusal).toMatchObject({
      code: 'not-writable',
      seen: 'read-only file system (EROFS)',
      safeNext: 'give this user access to it, or name another file',
    });
    expect(readOnly.files).toEqual(['run.journal']);
  });
}

const name = 'a small file system';
const namespace = mountNamespace();
if (namespace.kind === 'granted') {
  describe(name, () => {
    tests(namespace.flags);
  });
} else {
  describe.skip(`${name} (none can be mounted: ${namespace.why})`, () => {
    test('ends the run in order');
  });
}
