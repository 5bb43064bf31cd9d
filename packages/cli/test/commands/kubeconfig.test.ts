import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readKubeconfig } from '../../src/kubeconfig/kubeconfig-text.js';
import { writeKubeconfig } from '../../src/kubeconfig/write-kubeconfig.js';
import { examples, haCluster, quorate } from '../fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const whole = ['--simulate', `${examples}scenarios/isolated-load-balancer.yaml`];

function conf(authority: string, key = 'secret'): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster: { server: "https://10.0.0.4:6443", certificate-authority-data: ${authority} }
users:
- name: admin
  user: { client-key-data: ${key} }
`;
}

function write(path: string, authority: string, key?: string) {
  const text = conf(authority, key);
  const read = readKubeconfig(text);
  if (read === undefined) throw new Error('no kubeconfig');
  return writeKubeconfig(path, text, read);
}

test('kubeconfig writes the file of the endpoint for its owner alone, and again over itself', async () => {
  const path = join(folder, 'admin.kubeconfig');
  const first = await quorate(['kubeconfig', haCluster, ...whole, '--out', path]);
  expect(first).toMatchObject({ code: 0, out: `kubectl --kubeconfig ${path} get nodes` });
  expect(first.err).toContain('created, mode 0600, from master1');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const text = readFileSync(path, 'utf8');
  expect(readKubeconfig(text)?.servers).toEqual(['https://192.168.56.4:6443']);
  const again = await quorate(['kubeconfig', haCluster, ...whole, '--out', path]);
  expect(again.err).toContain('replaced, mode 0600');
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('nothing of the file is ever told, but on stdout when that was asked for', async () => {
  const path = join(folder, 'quiet.kubeconfig');
  const told = await quorate(['kubeconfig', haCluster, ...whole, '--out', path]);
  expect(`${told.out}${told.err}`).not.toContain('client-key-data');
  const shown = await quorate(['kubeconfig', haCluster, ...whole, '--out', '-']);
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toBe(readFileSync(path, 'utf8').trimEnd());
});

test('kubeconfig says why no master gave one, and writes nothing', async () => {
  const path = join(folder, 'none.kubeconfig');
  const ran = await quorate(['kubeconfig', haCluster, '--simulate', '--out', path]);
  expect(ran).toMatchObject({ code: 5, out: '' });
  expect(ran.err).toContain('master2: no /etc/kubernetes/admin.conf');
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['another cluster', conf('QQ=='), 'holds another cluster (its CA differs)'],
  ['something else', 'just notes\n', 'is no kubeconfig'],
  [
    'this cluster and another',
    conf('QUE=').replace('users:', '- { name: b, cluster: { server: x } }\nusers:'),
    'holds another cluster',
  ],
])('a file with %s is left alone', (what, text, why) => {
  const path = join(folder, `${what}.kubeconfig`);
  writeFileSync(path, text);
  const written = write(path, 'QUE=');
  expect(written).toMatchObject({ ok: false, error: expect.stringContaining(why) });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a link is followed, and what it points at is made private', () => {
  const target = join(folder, 'target');
  writeFileSync(target, conf('QUE=', 'old'), { mode: 0o644 });
  const link = join(folder, 'link');
  symlinkSync(target, link);
  expect(write(link, 'QUE=', 'new')).toEqual({ ok: true, value: 'replaced' });
  expect(readFileSync(target, 'utf8')).toContain('new');
  expect(statSync(target).mode & 0o777).toBe(0o600);
});

test('a folder that is not there is named', () => {
  expect(write(join(folder, 'absent', 'x'), 'QUE=')).toMatchObject({
    ok: false,
    error: expect.stringContaining('no such directory'),
  });
});

test('a file of which a disk takes only a part does not replace the one that is there', () => {
  const path = join(folder, 'small-disk.kubeconfig');
  writeFileSync(path, conf('QUE=', 'old'));
  const source = (name: string): string =>
    fileURLToPath(new URL(`../../src/kubeconfig/${name}.ts`, import.meta.url));
  const long = conf('QUE=', 'x'.repeat(100_000));
  const script = `
    import { readKubeconfig } from ${JSON.stringify(source('kubeconfig-text'))};
    import { writeKubeconfig } from ${JSON.stringify(source('write-kubeconfig'))};
    const text = ${JSON.stringify(long)};
    console.log(JSON.stringify(writeKubeconfig(${JSON.stringify(path)}, text, readKubeconfig(text))));
  `;
  // A file may not grow further: a write is cut short there, as by a disk that is full.
  const node = `ulimit -f 8; exec "$0" --import tsx/esm --conditions=@quorate/source --input-type=module --eval "$1"`;
  const env = { ...process.env, TSX_DISABLE_CACHE: '1' };
  const ran = spawnSync('sh', ['-c', node, process.execPath, script], { encoding: 'utf8', env });
  expect(JSON.parse(ran.stdout || ran.stderr)).toMatchObject({
    ok: false,
    error: expect.stringContaining('cannot be written: error EFBIG'),
  });
  expect(readFileSync(path, 'utf8')).toBe(conf('QUE=', 'old'));
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});
