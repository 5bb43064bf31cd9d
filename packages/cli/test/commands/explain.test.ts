import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EXIT, EXIT_MEANINGS } from '../../src/exit-code.js';
import { topics } from '../../src/guide/topics.js';
import { quorate } from '../fake-terminal.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The members of a union of string literals, as they are written. */
function unionIn(path: string, name: string): readonly string[] {
  const source = readFileSync(`${root}packages/core/src/${path}`, 'utf8');
  const body = new RegExp(`export type ${name} =([^;]+);`).exec(source)?.[1] ?? '';
  return [...body.matchAll(/'([a-z-]+)'/g)].map((match) => match[1] ?? '');
}

describe('everything that a run can name is explained', () => {
  test.each([
    ['reason', 'decisions/block-reason.ts', 'BlockCode', 20],
    ['error', 'commands/report.ts', 'FailureClass', 25],
  ])('every %s', (kind, path, name, atLeast) => {
    const union = unionIn(path, name);
    expect(union.length).toBeGreaterThanOrEqual(atLeast);
    const explained = topics().filter((topic) => topic.kind === kind);
    expect(explained.map((topic) => topic.name)).toEqual(expect.arrayContaining([...union]));
  });

  test('every exit code, with what the table says of it', () => {
    const explained = topics().filter(({ kind }) => kind === 'exit code');
    expect(explained.map(({ name }) => Number(name)).sort((a, b) => a - b)).toEqual(Object.values(EXIT));
    for (const { name, text } of explained)
      expect(text[0]).toBe(`${Object.entries(EXIT_MEANINGS).find(([code]) => code === name)?.[1] ?? ''}.`);
  });

  test('in sentences that end, with a page that is there', () => {
    for (const { name, kind, text, see } of topics()) {
      if (kind !== 'state') expect(text.join(' ').length, name).toBeGreaterThan(60);
      if (kind !== 'state') for (const one of text) expect(one, name).toMatch(/[.…)]$/);
      expect(pointsSomewhere(see), `${name}: ${see}`).toBe(true);
    }
  });
});

/** A page, and in it an anchor or a heading whose slug (as GitHub makes it) is meant. */
function pointsSomewhere(see: string): boolean {
  const [page = '', anchor] = see.split('#');
  if (!existsSync(`${root}${page}`)) return false;
  if (anchor === undefined) return true;
  const text = readFileSync(`${root}${page}`, 'utf8');
  const slugs = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
  return text.includes(`<a id="${anchor}">`) || slugs.includes(anchor);
}

test('explain answers in a paragraph with the rule and where to read on', async () => {
  const { code, out } = await quorate(['explain', 'quorum-lost']);
  expect(code).toBe(0);
  expect(out).toMatch(/^quorum-lost \(reason\)\n/);
  expect(out).toContain('floor(n/2)+1');
  expect(out).toMatch(/see docs\/museum\.md#\S+$/);
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('a name that is a reason and an error is explained as both', async () => {
  const { out } = await quorate(['explain', 'certificate-expired']);
  expect(out).toContain('certificate-expired (reason)');
  expect(out).toContain('certificate-expired (error)');
});

test.each([
  ['quorum-los', 'quorum-lost'],
  ['Joinning', 'joining'],
  ['tokn-unusable', 'token-unusable'],
])('%s is taken for a slip', async (written, meant) => {
  const { code, err } = await quorate(['explain', written]);
  expect(code).toBe(2);
  expect(err).toContain(`did you mean ${meant}?`);
});
