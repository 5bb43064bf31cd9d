import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULT_CATALOGUE } from '@quorate/sim-driver';
import { afterAll, expect, test } from 'vitest';
import { haCluster, quorate } from '../fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('validate says of a good spec what it describes', async () => {
  const { code, out } = await quorate(['validate', haCluster]);
  expect(code).toBe(0);
  expect(out).toBe(`${haCluster}: valid: ha-cluster: Kubernetes v1.26.0, 3 masters, 2 workers`);
});

test('validate lists every problem with its place, and exits with 3', async () => {
  const path = join(folder, 'cluster.yaml');
  writeFileSync(path, 'apiVersion: quorate.dev/v1alpha1\nkind: Clutter\nmetadata: { name: x }\nspeck: {}\n');
  const { code, out, err } = await quorate(['validate', path]);
  expect(code).toBe(3);
  const places = out
    .split('\n')
    .map((line) => /^(.*):(\d+):(\d+) (?:error|warning) /.exec(line)?.slice(1, 3));
  expect(places.length).toBeGreaterThanOrEqual(3);
  for (const place of places) expect(place?.[0]).toBe(path);
  expect(out).toContain(':4:1 error speck unknown key');
  expect(err).toBe(`${path}: not valid: ${places.length} errors`);
});

test('validate wants the manifest that the spec names', async () => {
  const path = join(folder, 'no-manifest.yaml');
  writeFileSync(
    path,
    `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: one }
spec:
  kubernetesVersion: v1.26.0
  controlPlaneEndpoint: 10.0.0.1:6443
  cni: { manifest: absent.yaml }
  hosts:
    - { name: only, role: control-plane, address: 10.0.0.1 }
`,
  );
  const { code, out } = await quorate(['validate', path]);
  expect(code).toBe(3);
  expect(out).toContain(`${join(folder, 'absent.yaml')}: no such file`);
});

test('faults lists every kind of fault with its arguments', async () => {
  const { code, out } = await quorate(['faults']);
  expect(code).toBe(0);
  for (const { kind, title } of FAULT_CATALOGUE)
    expect(out).toMatch(new RegExp(`^ {2}${kind}\\S* +${title.replaceAll(/[()]/g, String.raw`\$&`)}$`, 'm'));
  expect(out).toContain('lose-reply:HOST,PROGRAM[,CONTAINING[,MOMENT]]');
});

test('explain finds a state by its name or its path, with what it is for', async () => {
  const byName = await quorate(['explain', 'balancing']);
  expect(byName.code).toBe(0);
  expect(byName.out).toContain('Load balancer before init. ');
  expect(byName.out).toContain('inside: ');
  expect(await quorate(['explain', 'established.controlPlane.joining'])).toEqual(
    await quorate(['explain', 'joining']),
  );
});

test('explain without a state lists them all', async () => {
  const { out } = await quorate(['explain']);
  expect(out).toMatch(/^verifying +Verifying the post-condition$/m);
});

test('the version is that of the package', async () => {
  const { out } = await quorate(['--version']);
  expect(out).toMatch(/^\d+\.\d+\.\d+$/);
});
