import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { $ } from 'zx';
import { repositoryRoot } from '../../scripts/published-packages.js';
import type { CodeBlock } from './code-blocks.js';
import { codeBlocksOf, missingLine, typedIn } from './code-blocks.js';
import { unknownWords } from './command-options.js';
import { Reader } from './reader.js';

const guide = readdirSync(join(repositoryRoot, 'docs', 'guide'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/guide/${name}`);
/** Here only blocks that say `run=yes` are run; the commands of the others are checked for verbs and options that exist. */
const otherPages = ['README.md', 'CONTRIBUTING.md', 'docs/README.md', 'packages/cli/README.md'];

/** Stands right before a block that needs machines, so that readers know that no test runs it. */
const REAL_HOSTS = '_On real hosts (the tests of this page do not run it):_';
const LANGUAGES = ['console', 'js', 'ts', 'yaml', 'text'];

const read = (page: string) => readFileSync(join(repositoryRoot, page), 'utf8');

/** Does what a block says. `exit=N` is the exit code of its last command; those before succeed. */
async function follow(reader: Reader, page: string, block: CodeBlock, next: CodeBlock | undefined) {
  const { attributes, language, line, text } = block;
  const where = `${page}:${line}`;
  const expected = Number(attributes['exit'] ?? 0);
  if (language === 'yaml' && attributes['save'] !== undefined) reader.writes(attributes['save'], text);
  if (language === 'console') {
    const typed = typedIn(text);
    for (const [index, { command, shown }] of typed.entries()) {
      const { exitCode, output } = await reader.types(command);
      const wanted = index === typed.length - 1 ? expected : 0;
      expect(exitCode, `${where}: $ ${command}\n${output}`).toBe(wanted);
      expect(missingLine(shown, output), `${where}: $ ${command}\n${output}`).toBeUndefined();
    }
  }
  if (language === 'js' || language === 'ts') {
    const name = attributes['save'] ?? `line-${line}.${language === 'ts' ? 'mts' : 'mjs'}`;
    const { exitCode, output } = await reader.runs(name, text);
    expect(exitCode, `${where}\n${output}`).toBe(expected);
    if (next?.language === 'text')
      expect(missingLine(next.text.split('\n'), output), `${where}\n${output}`).toBeUndefined();
  }
}

function isRun({ attributes, intro }: CodeBlock): boolean {
  return intro !== REAL_HOSTS && attributes['file'] === undefined;
}

describe.each(guide)('%s', (page) => {
  const blocks = codeBlocksOf(read(page));

  test('does, block by block, what it says', async () => {
    const reader = new Reader();
    onTestFinished(() => {
      reader.leaves();
    });
    expect(blocks.filter(isRun).length).toBeGreaterThan(0);
    for (const [index, block] of blocks.entries())
      if (isRun(block)) await follow(reader, page, block, blocks[index + 1]);
  });

  test('shows parts of files as they are in the repository', () => {
    for (const { attributes, text, line } of blocks) {
      const file = attributes['file'];
      if (file === undefined) continue;
      expect(read(file), `${page}:${line}`).toContain(text.trim());
    }
  });

  test('has no block that nobody checks', () => {
    for (const [index, { language, line, attributes }] of blocks.entries()) {
      expect(LANGUAGES, `${page}:${line}`).toContain(language);
      const before = blocks[index - 1]?.language ?? '';
      if (language === 'text') expect(['js', 'ts'], `${page}:${line}: whose output?`).toContain(before);
      if (language === 'yaml')
        expect(attributes['save'] ?? attributes['file'], `${page}:${line}: of which file?`).toBeDefined();
    }
  });
});

test.each(['README.md', 'packages/cli/README.md'])('%s shows what the program prints', async (page) => {
  const reader = new Reader();
  onTestFinished(() => {
    reader.leaves();
  });
  const blocks = codeBlocksOf(read(page)).filter(({ attributes }) => attributes['run'] === 'yes');
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) await follow(reader, page, block, undefined);
});

describe.each([...guide, ...otherPages])('the commands of %s', (page) => {
  const helps = new Map<string, Promise<string | undefined>>();
  const helpOf = (words: readonly string[]) => {
    const key = words.join(' ');
    const known = helps.get(key) ?? help(words);
    helps.set(key, known);
    return known;
  };

  test('exist, with all of their options', async () => {
    for (const { language, line, text } of codeBlocksOf(read(page)))
      if (language === 'console')
        for (const { command } of typedIn(text))
          expect(await unknownWords(command, helpOf), `${page}:${line}: ${command}`).toEqual([]);
  });

  test('are scripts that package.json has, where npm runs them', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Record<string, string> };
    const named = [...read(page).matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });
});

async function help(words: readonly string[]): Promise<string | undefined> {
  const program = join(repositoryRoot, 'packages', 'cli', 'dist', 'main.js');
  const ran = await $`node ${program} ${words} --help`.quiet().nothrow();
  return ran.exitCode === 0 && ran.stdout.startsWith(`Usage: quorate ${words[0] ?? ''}`)
    ? ran.stdout
    : undefined;
}

test.each([
  ['quorate apply cluster.yaml --yes | tail -n 1', []],
  ['npx quorate sim step cluster.yaml --seed 3', []],
  ['ls && quorate aply cluster.yaml', ['quorate has no command aply']],
  ['quorate plan cluster.yaml --outt plan.json', ['quorate plan has no option --outt']],
  ["printf 'run\n' | quorate sim step cluster.yaml --runs 5", ['quorate sim has no option --runs']],
])('of %j what does not exist is found', async (command, problems) => {
  expect(await unknownWords(command, help)).toEqual(problems);
});

test.each([
  [['a', 'c'], 'c'],
  [['a', '…', 'd'], undefined],
  [['…', 'b …', 'c'], undefined],
  [['b 1'], 'b 1'],
  [['a', '…', 'e'], 'e'],
])('of %j the line that the output lacks is found', (shown, missing) => {
  expect(missingLine(shown, 'a\n\n  b 1\nc\nd\n')).toBe(missing);
});
