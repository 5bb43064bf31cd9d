import { describe, expect, test } from 'vitest';
import { haCluster, quorate } from '../../fake-terminal.js';

describe('quorate sim check', () => {
  test('bootstraps with random faults and says what came of it', async () => {
    const { code, out } = await quorate(['sim', 'check', haCluster, '--runs', '3', '--seed', '7']);
    expect(code).toBe(0);
    expect(out).toMatch(/nothing was broken in 3 bootstraps/);
  });

  test('draws the same faults from the same seed', async () => {
    const run = () => quorate(['sim', 'check', haCluster, '--runs', '2', '--seed', '3', '--json']);
    const first = await run();
    expect(first.out.split('\n')).toHaveLength(3);
    expect((await run()).out).toBe(first.out);
  });

  test('refuses a number that is none', async () => {
    const { code, err } = await quorate(['sim', 'check', haCluster, '--runs', 'many']);
    expect(code).toBe(2);
    expect(err).toContain('--runs "many" is not a whole number');
  });
});

describe('quorate sim explore', () => {
  test('goes through every state within a bound, and names each property with its verdict', async () => {
    const { code, out } = await quorate(['sim', 'explore', '--masters', '3', '--faults', '0']);
    expect(code).toBe(0);
    expect(out).toContain('every state within the bound');
    expect(out).toMatch(/holds {5}never: a join or an init is begun while another change is in flight/);
  });

  test('finds no promise broken by three faults', async () => {
    const { code, out } = await quorate(['sim', 'explore', '--faults', '3']);
    expect(out).toContain('every state within the bound');
    expect({ code, broken: / fails /.test(out) }).toEqual({ code: 0, broken: false });
  });

  test('says when it gave up before the end', async () => {
    const { out } = await quorate(['sim', 'explore', '--max-states', '20']);
    expect(out).toContain('not all states');
  });
});
