import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { examples, haCluster, quorate } from '../fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-plan-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function plan(...argv: readonly string[]) {
  return quorate(['plan', haCluster, ...argv]);
}

/** Two of three voters without power, as the story leaves them. */
const lostQuorum = ['--simulate', `${examples}scenarios/two-masters-off.yaml`];

describe('quorate plan', () => {
  test('tells every step in 80 columns, and how it ends', async () => {
    const { code, out, err } = await plan('--simulate');
    expect(code).toBe(0);
    expect(err).toBe('looking at 6 hosts: simulated hosts');
    expect(out).toContain('+ initialise the control plane on master1');
    expect(out).toContain('POINT OF NO RETURN: etcd needs both voters from here on');
    expect(out).toContain('etcd: voters 1 → 2 → 2, quorum 1 → 2 → 2, may fail 0 → NO QUORUM → 0');
    expect(out).toMatch(/^Plan: 6 to create, 1 to change, 1 to remove\. 2 points of no return\.$/m);
    expect(out).toMatch(/^Ends: ready\.$/m);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(out).not.toContain('\u001B');
  });

  test('fits a narrow screen', async () => {
    const { out } = await quorate(['plan', haCluster, '--simulate'], { columns: 60 });
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test('colours its marks where colours may be used', async () => {
    const { out } = await quorate(['plan', haCluster, '--simulate'], { colour: { out: true, err: false } });
    expect(out).toContain('\u001B[32m+\u001B[39m');
  });

  test('shows every condition with -v', async () => {
    const { out } = await plan('--simulate', '-v');
    expect(out).toContain('permitted: certificate-key-valid: ');
    expect(out).not.toContain('(-v)');
  });

  test('exits with 2 for changes and 0 for none, when asked to tell', async () => {
    expect((await plan('--simulate', '--detailed-exitcode')).code).toBe(2);
    const ready = ['--simulate', `${examples}scenarios/wiped-master.yaml`, '--detailed-exitcode'];
    const { code, out } = await plan(...ready);
    expect(code).toBe(0);
    expect(out).toContain('Nothing to do: ha-cluster is as its spec wants it.');
  });

  test('exits with 5 when the plan ends blocked, with what was seen and what is safe', async () => {
    const { code, out, err } = await plan(...lostQuorum);
    expect(code).toBe(5);
    expect(err).toContain('not reached: master2, master3: no route to host');
    expect(out).toMatch(/Ends: BLOCKED after .* \(quorum-lost\)/);
    expect(out).toContain('safe next: bring master2 back, with its disk');
  });

  test('writes the same document to stdout and to a file', async () => {
    const file = join(folder, 'saved.plan');
    const { code, out } = await plan('--simulate', '-o', 'json', '--out', file);
    expect(code).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(out)).toEqual(JSON.parse(text));
    expect(JSON.parse(text)).toMatchObject({
      format_version: '1.0',
      cluster: 'ha-cluster',
      specDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      observationDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      seed: 1,
      end: { kind: 'ready' },
    });
  });

  test('says why a file cannot be written', async () => {
    const { code, err } = await plan('--simulate', '--out', join(folder, 'none', 'saved.plan'));
    expect(code).toBe(4);
    expect(err).toBe(
      `${join(folder, 'none', 'saved.plan')}: cannot be written: no such directory\nnothing was done`,
    );
  });

  test('saves over an earlier plan, also of a spec that was otherwise then, and over nothing else', async () => {
    const file = join(folder, 'again.plan');
    const spec = join(folder, 'again.yaml');
    const drafted = (name: string) =>
      quorate(['init', spec, '--name', name, '--master', '10.0.0.5', '--force']);
    await drafted('first');
    writeFileSync(file, '', { mode: 0o644 });
    const planned = () => quorate(['plan', spec, '--simulate', '--out', file]);
    expect((await planned()).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await planned()).code).toBe(0);
    await drafted('renamed');
    expect((await planned()).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('"cluster": "renamed"');
    const onSpec = await quorate(['plan', spec, '--simulate', '--out', spec]);
    expect(onSpec).toMatchObject({ code: 4, out: '' });
    expect(onSpec.err).toContain(`${spec} is no saved plan: name another file, or give --force`);
    expect(readFileSync(spec, 'utf8')).toContain('name: renamed');
    expect((await quorate(['plan', spec, '--simulate', '--out', spec, '--force'])).code).toBe(0);
    expect(readFileSync(spec, 'utf8')).toContain('"specDigest"');
  });

  test('refuses a spec that is not there, and options that mean nothing', async () => {
    expect(await quorate(['plan', 'nowhere.yaml'])).toMatchObject({
      code: 3,
      err: 'nowhere.yaml: no such file\nnothing was done',
    });
    expect((await plan('--simulate', '-o', 'yaml')).code).toBe(2);
    expect((await plan('--simulate', '--seed', 'x')).code).toBe(2);
    expect((await plan('--simulate', 'nowhere-scenario.yaml')).code).not.toBe(0);
  });

  test('does nothing but look when it is interrupted', async () => {
    const controller = new AbortController();
    controller.abort();
    const { code, err } = await quorate(['plan', haCluster, '--simulate'], { signal: controller.signal });
    expect(code).toBe(130);
    expect(err).toContain('interrupted; nothing was changed');
  });
});

describe('quorate observe', () => {
  test('writes what is seen, with its version and without secrets', async () => {
    const { code, out } = await quorate(['observe', haCluster, '--simulate', '--out', '-']);
    expect(code).toBe(0);
    const saved: unknown = JSON.parse(out);
    expect(saved).toMatchObject({
      format_version: '1.0',
      kind: 'observation',
      cluster: 'ha-cluster',
      observation: { hosts: { master1: { reachable: 'yes' } }, cluster: { nodes: { known: false } } },
    });
  });

  test('writes a file, and names hosts that were not reached', async () => {
    const file = join(folder, 'seen.json');
    const { code, err } = await quorate(['observe', haCluster, ...lostQuorum, '--out', file]);
    expect(code).toBe(0);
    expect(err).toContain('not reached: master2, master3');
    expect(err).toContain(`written: ${file}`);
    expect(readFileSync(file, 'utf8')).toContain('"reachable": "no"');
  });

  test('writes what other verbs then take for the hosts', async () => {
    const file = join(folder, 'seen.json');
    await quorate(['observe', haCluster, ...lostQuorum, '--out', file]);
    const status = await quorate(['status', haCluster, '--simulate', file]);
    expect(status.code).toBe(5);
    expect(status.err).toContain(`simulated hosts, as ${file} shows them`);
    expect(status.out).toContain('quorum-lost: etcd has no quorum: 1 of 3 voters up, 2 needed');
    const planned = await quorate(['plan', haCluster, '--simulate', file]);
    expect(planned.code).toBe(5);
    expect(planned.out).toContain('quorum-lost');
  });

  test('writes what is refused for a specification with other hosts, which are named', async () => {
    const file = join(folder, 'others.json');
    await quorate(['observe', haCluster, '--simulate', '--out', file]);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('master3', 'master9'));
    const { code, err } = await quorate(['status', haCluster, '--simulate', file]);
    expect(code).toBe(3);
    expect(err).toContain(`${file}: it is of other hosts than the spec's`);
    expect(err).toContain('master9');
  });

  test('writes over an earlier observation, but not over a plan, a scenario or a spec', async () => {
    const seen = join(folder, 'over.json');
    const observed = (path: string, ...more: readonly string[]) =>
      quorate(['observe', haCluster, '--simulate', '--out', path, ...more]);
    expect((await observed(seen)).code).toBe(0);
    expect((await observed(seen)).code).toBe(0);
    const saved = join(folder, 'over.plan');
    await plan('--simulate', '--out', saved);
    for (const text of [readFileSync(saved, 'utf8'), readFileSync(haCluster, 'utf8'), 'seed: 1\n']) {
      const path = join(folder, 'kept');
      writeFileSync(path, text);
      expect(await observed(path)).toMatchObject({
        code: 4,
        err: `${path} is no saved observation: name another file, or give --force to overwrite it\nnothing was done`,
      });
      expect(readFileSync(path, 'utf8')).toBe(text);
      expect((await observed(path, '--force')).code).toBe(0);
    }
  });

  test('needs to know where to', async () => {
    const { code, err } = await quorate(['observe', haCluster, '--simulate']);
    expect(code).toBe(2);
    expect(err).toContain("required option '--out <file>'");
  });

  test('does not go on without an ssh_config file that was named and is not there, or cannot be read', async () => {
    const typo = join(folder, 'ssh_confg');
    const missing = await quorate(['plan', haCluster, '--ssh-config', typo]);
    expect(missing).toMatchObject({ code: 3, out: '' });
    expect(missing.err.split('\n').filter((line) => line.includes(typo))).toEqual([
      expect.stringContaining(`error: the ssh_config file ${typo} does not exist`),
    ]);
    const directory = await quorate(['plan', haCluster, '--ssh-config', folder]);
    expect(directory.code).toBe(3);
    expect(directory.err).toContain(`error: the ssh_config file ${folder} cannot be read: EISDIR`);
    expect(directory.err).not.toContain('    at ');
  });

  test('ends as blocked when nobody answers', async () => {
    const spec = join(folder, 'nobody.yaml');
    // Nobody listens on the first ports of this machine.
    let port = 0;
    const text = readFileSync(haCluster, 'utf8').replaceAll(
      /^( +)address: .*$/gm,
      (_line, indent: string) => {
        port += 1;
        return `${indent}address: 127.0.0.1\n${indent}port: ${String(port)}`;
      },
    );
    writeFileSync(spec, text.replace('cni/bridge.yaml', `${examples}cni/bridge.yaml`));
    const { code, err } = await quorate(['plan', spec, '--ssh-config', 'none']);
    expect(err).toContain('no host answered: there is nothing to plan from, and nothing was changed');
    expect(code).toBe(5);
  });
});
