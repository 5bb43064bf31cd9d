import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Ran } from '../fake-terminal.js';
import { examples, haCluster, quorate } from '../fake-terminal.js';
import type { Terminal } from '../../src/terminal.js';

const scenario = (name: string): string => `${examples}scenarios/${name}.yaml`;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quorate-apply-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function apply(argv: readonly string[], choices: Partial<Terminal> = {}): Promise<Ran> {
  return quorate(['apply', haCluster, ...argv], choices);
}

/** A person who types these answers, one after the other. */
function person(...answers: readonly string[]): Partial<Terminal> & { readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...answers];
  return {
    asked,
    interactive: true,
    ask: (question) => {
      asked.push(question);
      return Promise.resolve(left.shift());
    },
  };
}

describe('quorate apply', () => {
  test('shows the plan, asks, does it, and says what the time went into', async () => {
    const somebody = person('yes');
    const { code, out, err } = await apply(['--simulate'], somebody);
    expect(code).toBe(0);
    expect(somebody.asked).toHaveLength(1);
    expect(err.indexOf('POINT OF NO RETURN')).toBeGreaterThan(0);
    expect(err).toContain('✓ join master3 to the control plane');
    expect(out).toMatch(/^ready\n\d+ changes; .+ of work, .+ of looking and waiting$/m);
  });

  test.each([['no'], ['y'], ['']])('takes "%s" for a no, and changes nothing', async (answer) => {
    const { code, out, err } = await apply(['--simulate'], person(answer));
    expect(code).toBe(4);
    expect(err.trimEnd().split('\n').at(-1)).toBe('nothing was changed');
    expect(err).not.toContain('✓');
    expect(out).toBe('');
  });

  test('asks nobody where nobody sits, and says what to give', async () => {
    const { code, err } = await apply(['--simulate']);
    expect(code).toBe(2);
    expect(err).toContain('give --yes');
  });

  test('does not ask when there is nothing to do', async () => {
    const late = scenario('late-master');
    const somebody = person();
    const { code, out } = await apply(['--simulate', late], somebody);
    expect(code).toBe(0);
    expect(somebody.asked).toEqual([]);
    expect(out).toContain('0 changes');
  });

  describe('when the plan ends blocked', () => {
    const lostQuorum = ['--simulate', scenario('two-masters-off')];

    test('asks though there is no step: the run would go on by itself', async () => {
      const somebody = person('no', 'yes');
      const { code, out, err } = await apply(lostQuorum, somebody);
      expect(err).toContain('Plan: no change.');
      expect(somebody.asked).toEqual([
        expect.stringMatching(/^Wait until the reason is gone, and then do what is due\? .*\n.*yes: $/),
      ]);
      expect({ code, out }).toEqual({ code: 4, out: '' });
      expect(err.split('\n').at(-1)).toBe('nothing was changed');
      const agreed = await apply(lostQuorum, somebody);
      expect(agreed).toMatchObject({ code: 5, out: expect.stringContaining('blocked (quorum-lost)') });
    });

    test('a saved one is no consent to what is not in it', async () => {
      const path = join(folder, 'plan.json');
      expect((await quorate(['plan', haCluster, ...lostQuorum, '--out', path])).code).toBe(5);
      const nobody = await apply([...lostQuorum, '--plan', path]);
      expect(nobody).toMatchObject({ code: 2, out: '' });
      expect(nobody.err).toContain('this plan ends blocked');
      expect(nobody.err).not.toContain('looking at');
      const somebody = person('no');
      expect((await apply([...lostQuorum, '--plan', path], somebody)).code).toBe(4);
      expect(somebody.asked).toHaveLength(1);
    });
  });

  test('ends blocked with the reason, what was seen and what is safe next', async () => {
    const { code, out } = await apply(['--simulate', scenario('two-masters-off'), '--yes']);
    expect(code).toBe(5);
    expect(out).toMatch(/^blocked \(quorum-lost\): /m);
    expect(out).toContain('  safe next: ');
  });

  test('gives every event as a JSON document, and nothing else, on stdout', async () => {
    const { code, out, err } = await apply(['--simulate', '--yes', '--json']);
    expect(code).toBe(0);
    expect(err).not.toContain('✓');
    expect(err).toMatch(/^\d+ changes; \d+m \d+s of work, /m);
    const types = out.split('\n').map((line) => (JSON.parse(line) as { readonly type: string }).type);
    expect(types).toContain('lease.acquired');
    expect(types).toContain('lease.released');
    expect(types).toContain('run.ended');
  });

  test('stops at the next safe point when it is interrupted', async () => {
    const interrupt = new AbortController();
    const lines: string[] = [];
    const { code, out } = await apply(['--simulate', '--yes'], {
      signal: interrupt.signal,
      err: (line) => {
        lines.push(line);
        if (line.includes('→ join master2')) interrupt.abort();
      },
    });
    expect(code).toBe(130);
    expect(lines.join('\n')).toContain('✓ join master2 to the control plane');
    expect(lines.join('\n')).not.toContain('→ join master3');
    expect(out).toContain('run it again');
  });

  test('fetches the kubeconfig when it is told where to, for its owner only', async () => {
    const path = join(folder, 'admin.kubeconfig');
    const { code } = await apply(['--simulate', '--yes', '--kubeconfig', path]);
    expect(code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('server: https://192.168.56.4:6443');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  describe('with a plan that was saved', () => {
    test('carries it out without asking', async () => {
      const path = join(folder, 'plan.json');
      expect((await quorate(['plan', haCluster, '--simulate', '--out', path])).code).toBe(0);
      const { code, out } = await apply(['--simulate', '--plan', path]);
      expect(code).toBe(0);
      expect(out).toContain('ready');
    });

    test('refuses it when the hosts are not as it saw them, and says what has moved', async () => {
      const path = join(folder, 'plan.json');
      await quorate(['plan', haCluster, '--simulate', '--out', path]);
      const { code, err } = await apply(['--simulate', scenario('second-master-dies'), '--plan', path]);
      expect(code).toBe(4);
      expect(err).toMatch(/has moved/);
      expect(err).toMatch(/was .+, is .+/);
      expect(err.trimEnd().split('\n').at(-1)).toBe('nothing was done');
    });

    test('refuses a file that is no plan before any host is looked at', async () => {
      const path = join(folder, 'plan.json');
      writeFileSync(path, 'hello');
      const { code, err } = await apply(['--simulate', '--plan', path]);
      expect(code).toBe(3);
      expect(err).toContain(`${path}: not JSON`);
      expect(err).not.toContain('looking at');
    });
  });

  test('names the likely cause when a change fails, and when it cannot even begin', async () => {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, `spec: ${haCluster}\nfaults: ['disk-full:master3@0s']\n`);
    for (const path of [broken, scenario('closed-peer-port')]) {
      const { code, err } = await apply(['--simulate', path, '--yes']);
      expect(code).toBe(5);
      expect(err, path).toMatch(/likely cause: /);
      expect(err, path).toMatch(/ {2}next {5}/);
    }
  });
});
