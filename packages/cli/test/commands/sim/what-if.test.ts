import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { examples, haCluster, quorate } from '../../fake-terminal.js';

function whatIf(actions: string, ...more: readonly string[]) {
  return quorate(['sim', haCluster, '--what-if', actions, ...more]);
}

describe('quorate sim --what-if', () => {
  test('tells after each action how many voters are up, what may fail, and whether the API answers', async () => {
    const { code, out } = await whatIf('off master2; off master3; on master2; wait 1m');
    expect(code).toBe(0);
    expect(out).toContain('2 of 3 voters up, quorum 2: none may fail; down: master2');
    expect(out).toContain('1 of 3 voters up, quorum 2: LOST');
    expect(out.trimEnd().split('\n').at(-2)).toContain('2 of 3 voters up, quorum 2: none may fail');
  });

  test('ends as the last run of the protocol does', async () => {
    const { code, out } = await whatIf('off master2; off master3; apply');
    expect(code).toBe(5);
    expect(out).toContain('blocked (quorum-lost)');
  });

  test('leaves out at first whoever joins later', async () => {
    const { code, out } = await whatIf('wait 3d; join master3');
    expect(code).toBe(0);
    expect(out).toContain('2 masters, 2 workers');
    expect(out).toContain('3 of 3 voters up, quorum 2: any 1 may fail');
  });

  test('gives one JSON document a step', async () => {
    const { out } = await whatIf('off master2; apply', '--json');
    const lines = out.split('\n').map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { type: 'what-if.step', action: 'off master2', look: { votersUp: 2, hasQuorum: true } },
      { type: 'what-if.step', action: 'apply', result: { status: 'blocked' } },
    ]);
  });

  test('says what is wrong with each action, and simulates nothing', async () => {
    const { code, err, out } = await whatIf('off master9; wait');
    expect(code).toBe(2);
    expect(err).toContain('"off master9": fault power-off: no host "master9"');
    expect(err).toContain('"wait": wait for how long?');
    expect(out).toBe('');
  });

  test.each([
    ['faults', ['--fault', 'power-off:master2@1s']],
    ['late hosts', ['--late', 'master3=3d']],
    ['faults of a scenario', ['--scenario', join(examples, 'scenarios', 'wiped-master.yaml')]],
  ])('refuses %s, which it would leave out', async (_what, more) => {
    const { code, err, out } = await whatIf('wait 1m', ...more);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('--what-if takes neither faults nor late hosts');
  });

  describe('of a cluster that cannot be built', () => {
    const folder = mkdtempSync(join(tmpdir(), 'quorate-what-if-'));
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });
    const scenario = join(folder, 'plain.yaml');
    writeFileSync(scenario, `spec: ${haCluster}\nunprepared: [master2]\n`);

    test('says why', async () => {
      const { code, out } = await whatIf('wait 1m', '--scenario', scenario);
      expect(code).toBe(5);
      expect(out).toContain('\nblocked (host-unfit): ');
      expect(out).toMatch(/host-swap: master2: swap is on/);
      expect(out).toContain('safe next: ');
      expect(out).not.toContain('wait 1m');
    });

    test('says why as JSON, too', async () => {
      const { code, out } = await whatIf('wait 1m', '--scenario', scenario, '--json');
      expect(code).toBe(5);
      expect(JSON.parse(out)).toMatchObject({
        type: 'what-if.not-built',
        result: { status: 'blocked', reason: { code: expect.any(String), summary: expect.any(String) } },
      });
    });
  });
});
