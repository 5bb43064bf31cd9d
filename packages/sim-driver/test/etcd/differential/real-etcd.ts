import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** `3.4.23`; undefined: etcd is not installed. */
export const realVersion = /etcd Version: (\S+)/.exec(
  spawnSync('etcd', ['--version'], { encoding: 'utf8' }).stdout,
)?.[1];

function missing(): string | undefined {
  if (process.platform !== 'linux') return 'one loopback address for each member: Linux only';
  if (realVersion === undefined) return 'etcd is missing: apt-get install etcd-server';
  const etcdctl = spawnSync('etcdctl', ['version'], { env: { ...process.env, ETCDCTL_API: '3' } });
  return etcdctl.status === 0 ? undefined : 'etcdctl is missing: apt-get install etcd-client';
}

/** Groups tests that need a real etcd. Where there is none they are skipped, saying why; in CI they fail. */
export function describeWithEtcd(name: string, tests: () => void): void {
  const reason = missing();
  if (reason === undefined) describe(name, tests);
  else if (process.env['CI'] === undefined) describe.skip(`${name} (${reason})`, tests);
  else throw new Error(reason);
}
