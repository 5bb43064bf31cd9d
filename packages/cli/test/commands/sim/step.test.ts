import { describe, expect, test } from 'vitest';
import type { Ran } from '../../fake-terminal.js';
import { haCluster, quorate } from '../../fake-terminal.js';

/** A walk by hand: what is typed, one line after the other, and what was said to each. */
async function walk(...typed: readonly string[]): Promise<Ran & { readonly prompts: readonly string[] }> {
  const lines = [...typed];
  const prompts: string[] = [];
  const ask = (question: string): Promise<string | undefined> => {
    prompts.push(question);
    return Promise.resolve(lines.shift());
  };
  return { ...(await quorate(['sim', 'step', haCluster], { ask })), prompts };
}

describe('quorate sim step', () => {
  test('takes a step at each Enter, and ends with the input', async () => {
    const { code, out, prompts } = await walk('', 'n 2');
    expect(code).toBe(0);
    expect(out).toContain('→ configure nginx on proxy');
    expect(out).toContain('→ initialise the control plane on master1');
    expect(prompts).toEqual(['0> ', '1> ', '3> ']);
  });

  test('goes back, and forth again to the same', async () => {
    const { out, prompts } = await walk('n 5', 'b 3', 'n 3', 'q');
    expect(prompts).toEqual(['0> ', '5> ', '2> ', '5> ']);
    const lines = out.split('\n');
    expect(lines.slice(3, 6)).toEqual(lines.slice(-3));
  });

  test('says why a step was permitted, and why the run stands still', async () => {
    const { out } = await walk('n 3', 'why', 'do off master1', 'r', 'why');
    expect(out).toContain('permitted: no-cluster-anywhere:');
    expect(out).toMatch(/the run ends: blocked/);
    expect(out).toContain('safe next:');
  });

  test('forks where something is done, and keeps the way it left', async () => {
    const { out, prompts } = await walk('n 3', 'do off master2', 'forks', 'fork 1', 'r', 'fork 9');
    expect(out).toContain('* fork 2: from fork 1 at step 3: off master2 after step 3');
    expect(prompts.at(-1)).toMatch(/^fork 1 \d+ \(end\)> $/);
    expect(out).toContain('the run ends: ready');
    expect(out).toContain('there is no fork 9');
  });

  test('shows members and states, as often as it is asked', async () => {
    const { out } = await walk('n 7', 'look', 'look');
    const [, first, second] = out.split('etcd: ');
    expect(first).toMatch(
      /^1 of 1 voter up, quorum 1: none may fail\nAPI through the endpoint: answers; .*\n {2}master1 {2}voter\n/,
    );
    expect(first).toContain('established.');
    expect(second?.trimEnd()).toBe(first?.trimEnd());
  });

  test('answers a mistake with what is possible', async () => {
    const { code, out } = await walk('nexxt', 'n three', 'do', 'do wait 2h', '?');
    expect(code).toBe(0);
    expect(out).toContain('"nexxt" is not a command; ? lists them');
    expect(out).toContain('"three" is not a whole number');
    expect(out).toContain('between two steps only faults can be done');
    expect(out).toContain('goes on to the end');
  });
});
