import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { quorate } from '../fake-terminal.js';

const { out: script } = await quorate(['completion', 'bash']);

/** What bash offers for the last word. */
function offered(...words: readonly string[]): readonly string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const ran = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `${script}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _quorate; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    { encoding: 'utf8' },
  );
  expect(ran.stderr).toBe('');
  return ran.stdout.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  test('offers verbs, and those that begin as typed', () => {
    expect(offered('quorate', '')).toEqual(
      expect.arrayContaining(['status', 'reset', 'explain', 'completion']),
    );
    expect(offered('quorate', 'sta')).toEqual(['status']);
  });

  test('offers the options of the verb', () => {
    expect(offered('quorate', 'status', '--w')).toEqual(['--watch']);
    expect(offered('quorate', 'reset', 'cluster.yaml', '--leave')).toEqual(['--leave-unreachable']);
    expect(offered('quorate', 'simulate', 'check', 'cluster.yaml', '--o')).toEqual(['--out']);
    expect(offered('quorate', 'validate', '--w')).toEqual([]);
  });

  test('offers what an option can be', () => {
    expect(offered('quorate', 'status', '-o', '')).toEqual(['text', 'wide', 'json']);
    expect(offered('quorate', 'status', '--output', 'j')).toEqual(['json']);
    expect(offered('quorate', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(offered('quorate', 'explain', 'quorum')).toEqual(['quorum-lost']);
  });

  test('leaves files to bash', () => {
    expect(offered('quorate', 'status', 'clus')).toEqual([]);
    expect(offered('quorate', 'status', '--identity', 'stat')).toEqual([]);
    expect(script).toContain('complete -o default -F _quorate quorate');
  });
});

test('zsh gets the same function through its bridge, fish a line for each option', async () => {
  expect((await quorate(['completion', 'zsh'])).out).toContain(script);
  const fish = (await quorate(['completion', 'fish'])).out.split('\n');
  expect(fish).toContain(
    "complete -c quorate -n '__fish_seen_subcommand_from status' -l output -s o -r -f -a 'text wide json' -d 'how to tell it'",
  );
});

test('a shell that is not known is refused', async () => {
  const ran = await quorate(['completion', 'csh']);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('Allowed choices are bash, zsh, fish');
});
