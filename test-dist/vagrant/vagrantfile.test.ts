import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { $, which } from 'zx';
import { machinesFolder, temporaryFolder } from './workbench.js';

const provisioning = join(machinesFolder, 'provision');
const vagrant = await which('vagrant', { nothrow: true });
const inCi = (process.env['CI'] ?? '') !== '';

/** In CI the test fails where vagrant is missing; elsewhere it is skipped, and says what would let it run. */
describe.skipIf(vagrant === null && !inCi)(
  vagrant === null
    ? 'Vagrantfile (skipped: vagrant is not installed; apt-get install vagrant)'
    : 'Vagrantfile',
  () => {
    /** A copy, so that Vagrant's own files do not end up among ours. No provider is needed, and none is asked. */
    async function validate(
      change: (folder: string) => void = () => undefined,
      env: Record<string, string> = {},
    ) {
      const folder = temporaryFolder();
      cpSync(machinesFolder, folder, { recursive: true, filter: (path) => !path.endsWith('.vagrant') });
      change(folder);
      const home = join(folder, 'home');
      return $({
        cwd: folder,
        env: { ...process.env, VAGRANT_HOME: home, VAGRANT_CHECKPOINT_DISABLE: '1', ...env },
        nothrow: true,
        quiet: true,
      })`vagrant validate --ignore-provider`;
    }

    test('is valid, with all seven machines', async () => {
      const ran = await validate();
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect([...ran.stdout.matchAll(/^==> (\S+): /gm)].map(([, name]) => name)).toEqual([
        ...['jumpbox', 'proxy', 'master1', 'master2', 'master3', 'node1', 'node2'],
      ]);
    });

    test('is not valid when a provisioning script that it names is missing', async () => {
      const ran = await validate((folder) => {
        rmSync(join(folder, 'provision', 'etcdctl.sh'));
      });
      expect(ran.exitCode).toBe(1);
      expect(ran.stderr).toContain('provision/etcdctl.sh');
    });

    test('takes its machines from cluster.yaml', async () => {
      const ran = await validate((folder) => {
        const path = join(folder, 'cluster.yaml');
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll('name: node2', 'name: spare'));
      });
      expect(ran.stdout).toContain('==> spare: ');
      expect(ran.stdout).not.toContain('==> node2: ');
    });

    test('takes the release from cluster.yaml', async () => {
      const ran = await validate((folder) => {
        const path = join(folder, 'cluster.yaml');
        writeFileSync(
          path,
          readFileSync(path, 'utf8').replace('kubernetesVersion: v1.33.7', 'kubernetesVersion: later'),
        );
      });
      expect(ran.exitCode).not.toBe(0);
      expect(ran.stderr).toContain('KUBERNETES_VERSION later is not a release');
    });

    test('refuses a KUBERNETES_VERSION that is no release', async () => {
      const ran = await validate(() => undefined, { KUBERNETES_VERSION: 'newest' });
      expect(ran.exitCode).not.toBe(0);
      expect(ran.stderr).toContain('KUBERNETES_VERSION newest is not a release');
    });
  },
);

describe.each(readdirSync(provisioning))('provision/%s', (name) => {
  const script = join(provisioning, name);

  test('is Bash that parses, and stops at the first error', async () => {
    const ran = await $`bash -n ${script}`.nothrow().quiet();
    expect(ran.stderr).toBe('');
    expect(readFileSync(script, 'utf8')).toMatch(/^#!\/usr\/bin\/env bash\n(?:#.*\n)+set -euo pipefail\n/);
  });

  test('is used', () => {
    const vagrantfile = readFileSync(join(machinesFolder, 'Vagrantfile'), 'utf8');
    expect(vagrantfile).toContain(`provision.call('${name.replace(/\.sh$/, '')}'`);
  });
});
