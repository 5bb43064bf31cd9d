import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { hostsOf } from '@quorate/core';
import { EXIT, Refusal } from './refusal.mjs';

const ADMIN_CONF = '/etc/kubernetes/admin.conf';
const ETCD_PKI = '/etc/kubernetes/pki/etcd';
const TIMEOUT_MS = 15_000;

/** Writes the admin's kubeconfig for the endpoint, for its owner only: it is the key to everything, and never printed. */
export async function saveKubeconfig(world, spec, path) {
  const step = { kind: 'read-file', path: ADMIN_CONF, sensitive: true, timeoutMs: TIMEOUT_MS };
  const { host, port } = spec.controlPlaneEndpoint;
  const text = await askMasters(world, spec, step, `read ${ADMIN_CONF}`);
  writeFileSync(`${path}.new`, text.replace(/^(\s*server:).*$/m, `$1 https://${host}:${port}`), {
    mode: 0o600,
  });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}

/** The nodes, as kubectl on a master shows them. */
export function nodesTable(world, spec) {
  const argv = ['kubectl', `--kubeconfig=${ADMIN_CONF}`, 'get', 'nodes', '-o', 'wide'];
  return askMasters(world, spec, { kind: 'run', argv, timeoutMs: TIMEOUT_MS }, argv.join(' '));
}

/** The members of etcd, as etcdctl on a master shows them. */
export function membersTable(world, spec) {
  const argv = [
    'etcdctl',
    '--endpoints=https://127.0.0.1:2379',
    `--cacert=${ETCD_PKI}/ca.crt`,
    `--cert=${ETCD_PKI}/server.crt`,
    `--key=${ETCD_PKI}/server.key`,
    ...['member', 'list', '-w', 'table'],
  ];
  const env = { ETCDCTL_API: '3' };
  return askMasters(world, spec, { kind: 'run', argv, env, timeoutMs: TIMEOUT_MS }, argv.join(' '));
}

/** What the first master that can answer prints. */
async function askMasters({ driver, clock }, spec, step, line) {
  const seen = [];
  for (const { name } of hostsOf(spec, 'control-plane')) {
    const answer = driver.run(name, step, { signal: new AbortController().signal });
    clock.idle?.();
    const outcome = await answer;
    if (outcome.kind === 'succeeded') return outcome.stdout;
    seen.push(`${name}: ${outcome.kind} (${JSON.stringify(outcome.cause)}) ${outcome.stderr}`.trimEnd());
  }
  throw new Refusal(EXIT.blocked, `the cluster is ready, but no master answered: ${line}`, ...seen);
}
