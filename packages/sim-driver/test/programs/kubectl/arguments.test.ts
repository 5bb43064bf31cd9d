import { expect, test } from 'vitest';
import { parseKubectlArguments } from '../../../src/programs/kubectl/arguments.js';

test('takes a command line apart once, and each command line for itself', () => {
  const argv = ['kubectl', '-n', 'kube-system', 'get', 'secret', '--ignore-not-found', '-ojson'];
  const parsed = parseKubectlArguments(argv);
  expect(parsed).toEqual({
    words: ['get', 'secret'],
    flags: new Map([
      ['namespace', 'kube-system'],
      ['ignore-not-found', 'true'],
      ['output', 'json'],
    ]),
    literals: [],
  });
  expect(parseKubectlArguments(argv)).toBe(parsed);
  expect(parseKubectlArguments([...argv, '--output=name']).flags.get('output')).toBe('name');
  expect(parsed.flags.get('output')).toBe('json');
});
