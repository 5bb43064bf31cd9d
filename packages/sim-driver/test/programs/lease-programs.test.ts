import { describe, expect, it } from 'vitest';
import { systemPrograms } from '../../src/programs/programs.js';
import { World } from '../../src/world/world.js';
import { execute, simulateCluster, startKubelets } from '../kubernetes/simulated-cluster.js';

function host() {
  const world = new World({ seed: 1, startUs: 0, programs: systemPrograms });
  const machine = world.addHost({
    name: 'master1',
    addresses: ['192.168.56.5'],
    machineId: 'm',
    productUuid: 'p',
    software: {},
  });
  const run = (line: string) => {
    const argv = line.split(' ');
    const program = systemPrograms[argv[0] ?? ''];
    if (program === undefined) throw new Error(line);
    const process = machine.spawn(argv, program);
    while (process.alive && world.scheduler.step());
    const status = process.exited.value;
    const code = status?.kind === 'exit' ? status.code : -1;
    return { code, stdout: process.stdout, stderr: process.stderr };
  };
  return { disk: machine.disk, run };
}

// Texts of GNU coreutils 9.1 and GNU grep 3.8.
describe('ln', () => {
  it('gives a file a second name that outlives the first', () => {
    const { disk, run } = host();
    disk.write('/var/lib/x/1', 'a\n');
    expect(run('ln -T /var/lib/x/1 /var/lib/x/2')).toEqual({ code: 0, stdout: '', stderr: '' });
    run('rm -f /var/lib/x/1');
    expect(disk.text('/var/lib/x/2')).toBe('a\n');
  });

  it('refuses a name that is taken, and a file that is not there', () => {
    const { disk, run } = host();
    disk.write('/x/1', 'a\n');
    disk.write('/x/2', 'b\n');
    expect(run('ln -T /x/1 /x/2')).toEqual({
      code: 1,
      stdout: '',
      stderr: "ln: failed to create hard link '/x/2': File exists\n",
    });
    expect(run('ln -T /x/9 /x/3').stderr).toBe("ln: failed to access '/x/9': No such file or directory\n");
    expect(disk.text('/x/2')).toBe('b\n');
  });
});

describe('grep -r', () => {
  it('prints every line of a directory after its path, and says when there is none', () => {
    const { disk, run } = host();
    disk.write('/x/1', 'a\n');
    disk.write('/x/2', 'b\n');
    expect(run('grep -r . /x').stdout).toBe('/x/1:a\n/x/2:b\n');
    expect(run('grep -r . /y')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'grep: /y: No such file or directory\n',
    });
    disk.makeDirectory('/z');
    expect(run('grep -r . /z')).toEqual({ code: 1, stdout: '', stderr: '' });
  });
});

// Texts of kubectl 1.32 against a server that answers as the API does; 1.20 words conflicts the same.
describe('a Lease', () => {
  const cluster = simulateCluster({});
  startKubelets(cluster);
  cluster.run(40);
  const kubectl = (line: string, stdin = '') => {
    const argv = ['kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', ...line.split(' ')];
    const process = execute(cluster.world, cluster.master(0), argv, {}, stdin);
    const status = process.exited.value;
    const code = status?.kind === 'exit' ? status.code : -1;
    return { code, stdout: process.stdout, stderr: process.stderr };
  };
  const lease = (holder: string, resourceVersion?: string) =>
    JSON.stringify({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'quorate', namespace: 'kube-system', resourceVersion },
      spec: { holderIdentity: holder },
    });
  const versionOf = (json: string): string => {
    const parsed: { metadata: { resourceVersion: string } } = JSON.parse(json);
    return parsed.metadata.resourceVersion;
  };

  it('is created once, replaced at its very version, and refused at any other', () => {
    const get = 'get leases.coordination.k8s.io quorate -n kube-system -o json --ignore-not-found';
    expect(kubectl(get)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(kubectl('replace -f - --validate=false', lease('a', '1')).stderr).toBe(
      'Error from server (NotFound): error when replacing "STDIN": leases.coordination.k8s.io "quorate" not found\n',
    );
    const created = kubectl('create -f - --validate=false -o json', lease('a'));
    expect(JSON.parse(created.stdout)).toMatchObject({ spec: { holderIdentity: 'a' } });
    expect(kubectl('create -f - --validate=false -o json', lease('b'))).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'Error from server (AlreadyExists): error when creating "STDIN": leases.coordination.k8s.io "quorate" already exists\n',
    });
    const version = versionOf(created.stdout);
    const replaced = kubectl('replace -f - --validate=false -o json', lease('c', version));
    expect(versionOf(replaced.stdout)).not.toBe(version);
    expect(kubectl('replace -f - --validate=false -o json', lease('d', version)).stderr).toBe(
      'Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on ' +
        'leases.coordination.k8s.io "quorate": the object has been modified; ' +
        'please apply your changes to the latest version and try again\n',
    );
    expect(JSON.parse(kubectl(get).stdout)).toMatchObject({ spec: { holderIdentity: 'c' } });
    expect(kubectl('replace -f -', lease('e')).stdout).toBe('lease.coordination.k8s.io/quorate replaced\n');
  });

  it('is not written without a file', () => {
    expect(kubectl('replace').stderr).toBe('error: must specify one of -f and -k\n');
    expect(kubectl('create -f /nowhere').stderr).toBe('error: the path "/nowhere" does not exist\n');
    expect(kubectl('create -f -', '{').stderr).toContain('error: error parsing STDIN: ');
    expect(kubectl('create -f -', '{"kind":"Lease"}').stderr).toContain("Object 'Kind' is missing");
  });
});
