import { expect, test } from 'vitest';
import { EXIT_MEANINGS } from '../../src/exit-code.js';
import { quorate } from '../fake-terminal.js';

const VERBS = [
  ...['init', 'validate', 'plan', 'apply'],
  ...['status', 'diagnose', 'observe', 'kubeconfig', 'reset'],
  ...['simulate', 'faults', 'explain', 'version', 'completion', 'help'],
];

test('the help lists every verb once, in the order of the work, each under a heading', async () => {
  const { out } = await quorate(['--help']);
  const verbs = [...out.matchAll(/^ {2}([a-z]+)(?:\|\S+)?(?: [<[]\S+)* {2,}\S/gm)].map(([, verb]) => verb);
  expect(verbs).toEqual(VERBS);
  const headings = out.split('\n').filter((line) => /^[A-Z].*:$/.test(line));
  expect(headings).toEqual([
    'Options:',
    'Build a cluster:',
    'Look after it:',
    'Try it without machines:',
    'Understand it:',
    'Exit codes:',
  ]);
});

test('the help of the program names all exit codes', async () => {
  const { out } = await quorate(['--help']);
  for (const [code, meaning] of Object.entries(EXIT_MEANINGS))
    expect(out).toContain(`${code.padStart(5)}  ${meaning}`);
});

test('plan says what its 2 means', async () => {
  const { out } = await quorate(['plan', '--help']);
  expect(out).toMatch(/^ {4}2 {2}with --detailed-exitcode: changes are due/m);
});

test.each([
  'init',
  'validate',
  'plan',
  'apply',
  'status',
  'diagnose',
  'observe',
  'kubeconfig',
  'reset',
  'simulate',
])('%s names the exit codes that it can end with, and where the others are', async (verb) => {
  const { out, code } = await quorate([verb, '--help']);
  expect(code).toBe(0);
  const [, table] = out.split('Exit codes:\n');
  expect(table).toMatch(/^ {4}0 {2}\S/);
  expect(table?.trimEnd()).toMatch(/`quorate --help` names those of every verb\.$/);
});

test('options that may be repeated say what holds without them', async () => {
  const { out } = await quorate(['reset', '--help']);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'only this master or worker (repeatable) (default: the whole cluster)',
  );
});
