import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { examples, haCluster, quorate } from '../fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const singleMaster = `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: one }
spec:
  kubernetesVersion: v1.26.0
  controlPlaneEndpoint: 10.0.0.1:6443
  cni: none
  hosts:
    - { name: only, role: control-plane, address: 10.0.0.1 }
`;

const mistakes: readonly (readonly [what: string, argv: readonly string[], code: number, message: string])[] =
  [
    ['no spec', ['simulate'], 2, 'there is no cluster spec'],
    ['a missing file', ['simulate', 'absent.yaml'], 3, 'absent.yaml: no such file'],
    ['a directory', ['simulate', examples], 3, 'is a directory, not a file'],
    ['YAML that cannot be read', ['simulate', file('broken.yaml', 'spec: [\n')], 3, 'broken.yaml:2:1 error'],
    ['an unknown option', ['simulate', haCluster, '--falt', 'x'], 2, 'Did you mean --fault?'],
    ['an unknown command', ['simulat'], 2, 'Did you mean simulate?'],
    ['too many arguments', ['validate', haCluster, 'more'], 2, 'too many arguments'],
    ['an option without its value', ['simulate', haCluster, '--seed'], 2, 'argument missing'],
    [
      'a seed that is no number',
      ['simulate', haCluster, '--seed', 'dice'],
      2,
      'seed "dice" is not a whole number',
    ],
    [
      'a search with faults of its own',
      ['sim', 'check', haCluster, '--runs', '1', '--fault', 'garbage'],
      2,
      'sim check does not take --fault; `quorate sim check --help`',
    ],
    [
      'a walk with options of simulate',
      ['sim', '--json', '-v', 'step', haCluster],
      2,
      'sim step does not take --json, --verbose',
    ],
    [
      'an exploration of a scenario',
      ['sim', 'explore', '--late', 'a=1s'],
      2,
      'sim explore does not take --late',
    ],
    [
      'a fault that would do nothing',
      ['simulate', haCluster, '--fault', 'stop-balancer:node1@1m'],
      2,
      'node1 is a worker; its host is a load-balancer: proxy',
    ],
    ['a negative seed', ['simulate', haCluster, '--seed', '-1'], 2, 'seed "-1" is not a whole number'],
    [
      'a fault of no kind',
      ['simulate', haCluster, '--fault', 'explode:node1@1s'],
      2,
      'unknown fault "explode"',
    ],
    ['a fault without a moment', ['simulate', haCluster, '--fault', 'reboot:node1'], 2, 'has no moment'],
    [
      'a fault on a host that is not there',
      ['simulate', haCluster, '--fault', 'reboot:node9@1s'],
      2,
      'no host "node9"; there are jumpbox',
    ],
    [
      'a fault without its arguments',
      ['simulate', haCluster, '--fault', 'kill:node1@1s'],
      2,
      'fault kill needs host,program',
    ],
    [
      'a moment that is none',
      ['simulate', haCluster, '--fault', 'reboot:node1@!'],
      2,
      'neither a time span nor an event',
    ],
    [
      'a moment that never comes',
      ['simulate', haCluster, '--fault', 'reboot:node1@etcd.member-aded'],
      2,
      'nothing called "etcd.member-aded" ever happens',
    ],
    [
      'a moment on a host that is not there',
      ['simulate', haCluster, '--fault', 'reboot:node1@etcd.exited/node9'],
      2,
      'no host "node9"',
    ],
    [
      'a moment on two hosts',
      ['simulate', haCluster, '--fault', 'reboot:node1@kubeadm.phase/node1/node2'],
      2,
      'names one host at most',
    ],
    [
      'a moment before the first',
      ['simulate', haCluster, '--fault', 'reboot:node1@etcd.exited#0'],
      2,
      'occurrences count from #1',
    ],
    [
      'a late host that is not there',
      ['simulate', haCluster, '--late', 'node9=1h'],
      2,
      'late host "node9" is not in the spec; these can: master2',
    ],
    [
      'a late first master',
      ['simulate', haCluster, '--late', 'master1=1h'],
      2,
      'master1 cannot be late: it starts the cluster',
    ],
    [
      'a late load balancer',
      ['simulate', haCluster, '--late', 'proxy=1h'],
      2,
      'proxy cannot be late, it is a load-balancer',
    ],
    [
      'a late host without a time',
      ['simulate', haCluster, '--late', 'node2'],
      2,
      'is not HOST=TIME such as node2=3d',
    ],
    [
      'a host that is late twice',
      ['simulate', haCluster, '--late', 'node2=1h', '--late', 'node2=2h'],
      2,
      'node2 is late twice',
    ],
    [
      'a late host where none can be',
      ['simulate', file('one.yaml', singleMaster), '--late', 'only=1h'],
      2,
      'in this cluster none can',
    ],
    ['a missing scenario', ['simulate', '--scenario', 'absent.yaml'], 3, 'absent.yaml: no such file'],
    [
      'a scenario that is a list',
      ['simulate', '--scenario', file('list.yaml', '- a\n')],
      3,
      'list.yaml:1:1 error a scenario is a mapping',
    ],
    [
      'a scenario with an unknown key',
      ['simulate', '--scenario', file('key.yaml', 'about: x\nseeed: 1\n')],
      3,
      'key.yaml:2:1 error unknown key "seeed"; there are about, spec, manifest, hosts, seed, faults, late, unprepared',
    ],
    [
      'a scenario with a broken field',
      ['simulate', '--scenario', file('late.yaml', 'late: [a]\n')],
      3,
      'late.yaml:1:1 error late is a mapping',
    ],
    [
      'a scenario with a host that is not there',
      ['simulate', '--scenario', file('hosts.yaml', `spec: ${haCluster}\nhosts: [master1, proxi]\n`)],
      3,
      'hosts.yaml:2:1 error no host "proxi" in the spec; there are jumpbox, proxy',
    ],
    [
      'a scenario with hosts that make no cluster',
      ['simulate', '--scenario', file('workers.yaml', `spec: ${haCluster}\nhosts: [proxy, node1]\n`)],
      3,
      'workers.yaml:2:1 error with only proxy, node1 there is no cluster: spec.hosts',
    ],
    [
      'a scenario without any hosts',
      ['simulate', '--scenario', file('nobody.yaml', `spec: ${haCluster}\nhosts: []\n`)],
      3,
      'nobody.yaml:2:1 error hosts is a list of hosts of the spec',
    ],
    [
      'a scenario without a spec',
      ['simulate', '--scenario', file('none.yaml', 'seed: 2\n')],
      3,
      'none.yaml: error there is no cluster spec',
    ],
    [
      'a scenario with a negative seed',
      ['simulate', '--scenario', file('seed.yaml', `spec: ${haCluster}\nseed: -1\n`)],
      3,
      'seed.yaml:2:1 error seed "-1" is not a whole number',
    ],
    [
      'a scenario with a fault of no kind',
      ['simulate', '--scenario', file('fault.yaml', `spec: ${haCluster}\nfaults:\n  - explode:node1@1s\n`)],
      3,
      'fault.yaml:2:1 error unknown fault "explode"',
    ],
    [
      'a scenario with late and unprepared hosts that are not there',
      [
        'simulate',
        '--scenario',
        file('names.yaml', `spec: ${haCluster}\nlate: { node9: 1h }\nunprepared: [node8]\n`),
      ],
      3,
      'names.yaml:2:1 error late host "node9" is not in the spec',
    ],
    [
      'a scenario of two documents',
      ['simulate', '--scenario', file('two.yaml', 'seed: 1\n---\nseed: 2\n')],
      3,
      'error a scenario is one YAML document; here a second one begins',
    ],
    ['a name that is nowhere', ['explain', 'nowhere'], 2, 'nothing is called "nowhere"'],
  ];

describe('a mistake is named, and nothing is done', () => {
  test.each(mistakes)('%s', async (_what, argv, code, message) => {
    const ran = await quorate(argv);
    expect(ran.err).toContain(message);
    expect(ran.code).toBe(code);
    expect(ran.out).toBe('');
  });
});

test('all mistakes of a command line are named at once', async () => {
  const ran = await quorate(['simulate', haCluster, '--fault', 'x@1s', '--late', 'y=1h', '--seed', 'z']);
  expect(ran.err.split('\n')).toHaveLength(4);
  expect(ran.err).toMatch(/nothing was done$/);
});
