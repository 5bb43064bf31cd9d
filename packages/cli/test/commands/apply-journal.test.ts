import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterSpec } from '@quorate/core';
import { ok } from '@quorate/core';
import type { OpenedJournal } from '@quorate/journal';
import { openJournal } from '@quorate/journal';
import { Simulation } from '@quorate/sim-driver';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChildRun } from '../../../journal/test/support/child-process.js';
import type { Doings } from '../../../journal/test/support/cluster-truth.js';
import { watchDoings } from '../../../journal/test/support/cluster-truth.js';
import { runUntilKilled } from '../../../journal/test/support/killed-run.js';
import { readSpecFile } from '../../src/input/spec-file.js';
import type { Terminal } from '../../src/terminal.js';
import type { ClusterWorld } from '../../src/world/cluster-world.js';
import type { Ran } from '../fake-terminal.js';
import { examples, haCluster, quorate } from '../fake-terminal.js';

/** What stands in for the hosts behind SSH: simulated ones that outlive a run, as real ones do. */
const behindSsh = vi.hoisted((): { open: () => ClusterWorld } => ({
  open: () => {
    throw new Error('there are no hosts');
  },
}));

vi.mock(import('../../src/world/ssh-world.js'), () => ({
  sshWorld: () => Promise.resolve(ok(behindSsh.open())),
}));

function worldOf(simulation: Simulation): ClusterWorld {
  const orchestrator = simulation.orchestrator();
  const beside: ClusterWorld['beside'] = () => {
    const aside = simulation.orchestrator();
    return {
      driver: aside,
      clock: aside,
      close: () => {
        aside.detach();
      },
    };
  };
  return {
    about: 'over SSH',
    simulated: false,
    driver: orchestrator,
    clock: orchestrator,
    beside,
    onLine: () => undefined,
    close: () => {
      orchestrator.detach();
      return Promise.resolve();
    },
  };
}

const EVERY_HOST = ['master1', 'master2', 'master3', 'node1', 'node2'];
let folder = '';
let journal = '';
let simulation: Simulation;
let spec: ClusterSpec;
let doings: Doings;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quorate-apply-'));
  journal = join(folder, 'run.journal');
  const read = readSpecFile(haCluster);
  if (!read.ok) throw new Error(read.errors.join());
  spec = read.spec;
  simulation = new Simulation({ spec });
  doings = watchDoings(simulation);
  behindSsh.open = () => worldOf(simulation);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function apply(argv: readonly string[] = ['--journal', journal], choices: Partial<Terminal> = {}) {
  return applySpec(haCluster, argv, choices);
}

function applySpec(spec: string, argv: readonly string[], choices: Partial<Terminal> = {}): Promise<Ran> {
  return quorate(['apply', spec, '--yes', '--no-kubeconfig', ...argv], choices);
}

/** The example in a directory of its own. */
function specFile(change: (text: string) => string = (text) => text): string {
  const path = join(folder, 'cluster.yaml');
  writeFileSync(path, change(readFileSync(haCluster, 'utf8')));
  cpSync(`${examples}cni`, join(folder, 'cni'), { recursive: true });
  return path;
}

describe('quorate apply with a journal', () => {
  test('goes on where it was interrupted, says so, and does nothing twice', async () => {
    const interrupt = new AbortController();
    const lines: string[] = [];
    const first = await apply(undefined, {
      signal: interrupt.signal,
      err: (line) => {
        lines.push(line);
        if (line.includes('→ join master2')) interrupt.abort();
      },
    });
    expect(first.code).toBe(130);
    expect(first.out).toContain('safe next: run it again');
    expect(lines.join('\n')).toContain('✓ join master2 to the control plane');
    expect(doings.kubeadmRuns).toContain('master2');
    expect(doings.kubeadmRuns).not.toContain('master3');

    const second = await apply();
    expect(second.err).toMatch(
      /^a run that began 20\S+Z was ended in order; this one goes on from its journal /,
    );
    expect(second.err).toContain(`from its journal ${journal}\n`);
    expect(second.err).not.toContain('nobody saw');
    expect(second.code).toBe(0);
    expect(second.out).toMatch(/^ready$/m);
    expect(doings.kubeadmRuns.toSorted()).toEqual(EVERY_HOST);
    expect(doings.membersAdded).toHaveLength(2);
    expect(existsSync(`${journal}.lock`)).toBe(false);

    const third = await apply();
    expect(third).toMatchObject({ code: 0, out: expect.stringContaining('0 changes') });
    expect(third.err).not.toContain('a run that began');
    expect(existsSync(`${journal}.1`)).toBe(true);
  });

  test('goes on from the journal beside the spec where it got SIGKILL, and says what it looks for', async () => {
    const path = specFile();
    const beside = join(folder, '.quorate', 'ha-cluster.journal');
    // The entry that says how the init ended.
    const point = { line: 10, bytes: (length: number) => length >> 1 };
    expect(await runUntilKilled(simulation, beside, point, true)).toEqual({ killed: true });
    const { code, err } = await applySpec(path, []);
    expect(err.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(
        /^a run that began 20\S+Z did not come to its end; this one goes on from its journal .+\/\.quorate\/ha-cluster\.journal$/,
      ),
      '  nobody saw how this ended: initialise the control plane on master1; it is looked for first',
      '  its last entry was being written, and nothing had been done for it',
    ]);
    expect(code).toBe(0);
    expect(doings.kubeadmRuns.toSorted()).toEqual(EVERY_HOST);
    expect(existsSync(`${beside}.lock`)).toBe(false);
  });

  test('is refused with code 4 while another process has it, whose id is told, and looks at no host', async () => {
    const holder = new ChildRun(journal);
    await holder.write(4);
    const before = readFileSync(journal);
    behindSsh.open = () => ({ ...worldOf(simulation), driver: { run: () => Promise.reject(new Error()) } });
    const { code, out, err } = await apply();
    expect(code).toBe(4);
    expect(out).toBe('');
    expect(err.split('\n')).toEqual([
      expect.stringContaining(
        `cannot take the lock of the journal, ${journal}.lock: process ${holder.pid} on ${hostname()} holds it`,
      ),
      'nothing was done',
    ]);
    expect(readFileSync(journal)).toEqual(before);
    expect(await holder.kill()).toBe('SIGKILL');
  });

  describe('with --wait', () => {
    /** A clock on which nothing but this happens when somebody waits for the n-th time. */
    function whenWaited(happens: (waits: number) => unknown): void {
      let waits = 0;
      behindSsh.open = () => {
        const world = worldOf(simulation);
        const { clock } = world;
        const patient: ClusterWorld['clock'] = {
          nowMs: () => clock.nowMs(),
          wait: async (ms, options) => {
            const passed = clock.wait(ms, options);
            waits += 1;
            await Promise.resolve(waits).then(happens);
            await passed;
          },
          idle: () => clock.idle?.(),
        };
        return { ...world, clock: patient };
      };
    }

    function held(): OpenedJournal {
      const opened = openJournal({ path: journal, spec });
      if (!opened.ok) throw new Error(opened.error.message);
      return opened.value;
    }

    test('waits for the run on this machine that has it, says which, and goes on', async () => {
      const other = held();
      whenWaited((waits) => (waits === 3 ? other.close() : undefined));
      const { code, err } = await apply(['--journal', journal, '--wait']);
      const waited = err.split('\n').filter((line) => line.startsWith('waits for the journal'));
      expect(waited).toEqual([
        `waits for the journal: ${journal}.lock: process ${process.pid} on ${hostname()} holds it; ` +
          'wait for that run to end; delete this lock only when you are certain that no such process runs',
      ]);
      expect(code).toBe(0);
      expect(existsSync(`${journal}.lock`)).toBe(false);
    });

    test('waits no longer than the user wants, and looks at no host', async () => {
      const other = held();
      const interrupt = new AbortController();
      whenWaited((waits) => {
        if (waits === 2) interrupt.abort();
      });
      const { code, err } = await apply(['--journal', journal, '--wait'], { signal: interrupt.signal });
      expect(code).toBe(130);
      expect(err).not.toContain('looking at');
      expect(err.split('\n').at(-1)).toBe('interrupted; nothing was changed');
      await other.close();
    });
  });

  test('with --json nothing is pinned, however much time passes', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const pinned: string[] = [];
      const { code } = await apply(['--journal', journal, '--json'], {
        interactive: true,
        out: () => vi.advanceTimersByTime(1000),
        pin: (lines) => pinned.push(...lines),
      });
      expect(code).toBe(0);
      expect(pinned).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is refused with code 4 for another specification, which is told apart, and leaves it as it is', async () => {
    await runUntilKilled(simulation, journal, { line: 20 });
    const before = readFileSync(journal);
    const other = specFile((text) =>
      text.replace('kubernetesVersion: v1.26.0', 'kubernetesVersion: v1.26.1'),
    );
    const { code, err } = await applySpec(other, ['--journal', journal]);
    expect(code).toBe(4);
    expect(err).toContain('the interrupted run was of another specification; different: kubernetesVersion;');
    expect(err.split('\n').at(-1)).toBe('nothing was done');
    expect(readFileSync(journal)).toEqual(before);
  });
});
