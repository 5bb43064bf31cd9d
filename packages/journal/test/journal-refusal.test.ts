import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { craft, header } from './support/crafted-journal.js';
import { journalPath, refusalOf } from './support/recorded-run.js';
import { REFUSAL_CASES } from './support/refusal-cases.js';
import { withoutRights } from './support/without-rights.js';

/** Names, modes and contents below a directory. */
function everythingIn(folder: string): unknown {
  return readdirSync(folder).map((name) => {
    const path = join(folder, name);
    const stats = statSync(path);
    return { name, mode: stats.mode, ...(stats.isFile() ? { text: readFileSync(path, 'latin1') } : {}) };
  });
}

describe('a journal is refused, with what was tried, where, what was seen and what is safe next, and left as it is:', () => {
  test.each(REFUSAL_CASES)(
    'one $what',
    async ({ make, of, unprivileged, code, tried, line, seen, safeNext }) => {
      const path = journalPath();
      const folder = dirname(path);
      chmodSync(folder, 0o777);
      await make(path);
      const before = everythingIn(folder);
      const refusal = unprivileged === true ? withoutRights(() => refusalOf(path, of)) : refusalOf(path, of);
      expect(refusal).toMatchObject({ code, path, seen: expect.stringMatching(seen) });
      expect(refusal.line).toBe(line);
      expect(refusal.safeNext).toMatch(safeNext);
      const where = line === undefined ? path : `${path}, line ${line}`;
      expect(refusal.message).toBe(
        `${tried} ${where}: ${refusal.seen}; nothing was changed; safe next: ${refusal.safeNext}`,
      );
      expect(everythingIn(folder)).toEqual(before);
    },
  );

  test('one in a directory that cannot be written', () => {
    const path = journalPath();
    craft(path, [header]);
    chmodSync(dirname(path), 0o555);
    const before = everythingIn(dirname(path));
    const refusal = withoutRights(() => refusalOf(path));
    expect(refusal).toMatchObject({
      code: 'not-writable',
      path: `${path}.lock`,
      seen: 'permission denied (EACCES)',
    });
    expect(refusal.safeNext).toContain('name a file in a directory that can be written');
    expect(everythingIn(dirname(path))).toEqual(before);
  });

  test('one below what is no directory', () => {
    const file = journalPath();
    writeFileSync(file, 'notes');
    const path = join(file, 'run.journal');
    expect(refusalOf(path)).toMatchObject({
      code: 'not-writable',
      path,
      seen: expect.stringMatching(/\((ENOTDIR|EEXIST)\)$/),
      safeNext: 'give this user access to it, or name another file',
    });
    expect(readFileSync(file, 'utf8')).toBe('notes');
  });
});
