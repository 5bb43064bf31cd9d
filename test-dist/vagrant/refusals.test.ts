import { describe, expect, test } from 'vitest';
import { machines, machinesFolder, sshConfigOf, workbench } from './workbench.js';

/** `vagrant ssh-config` of 2.3.4 prints the machines in order, until it meets one that does not run. */
const oneMachineOff = `case "$1" in
  ssh-config)
    cat <<'CONFIG'
${sshConfigOf('jumpbox', 2222)}
CONFIG
    echo 'The provider for this Vagrant-managed machine is reporting that it' >&2
    echo 'is not yet ready for SSH.' >&2
    exit 1 ;;
  status)
    echo 1795395526,jumpbox,metadata,provider,virtualbox
${machines
  .map(
    (name) =>
      `    echo 1795395526,${name},state,${{ proxy: 'poweroff', node2: 'not_created' }[name as string] ?? 'running'}`,
  )
  .join('\n')} ;;
esac`;

const noProvider = `echo 'No usable default provider could be found for your system.' >&2
echo >&2
echo 'Vagrant relies on interactions with 3rd party systems, known as' >&2
exit 1`;

const allRunning = `cat <<'CONFIG'
${machines.map((name, index) => sshConfigOf(name, 2222 + index)).join('\n')}
CONFIG`;

const oneIsMissing = `cat <<'CONFIG'
${machines
  .filter((name) => name !== 'master3')
  .map((name, index) => sshConfigOf(name, 2222 + index))
  .join('\n')}
CONFIG`;

describe('without machines', () => {
  test('says that vagrant is missing, and what to install and run', async () => {
    const bench = await workbench();
    const ran = await bench.run('--yes');
    expect(ran.exitCode).toBe(5);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toBe(
      'vagrant is not installed, or not on PATH; nothing was done\n' +
        `next: install Vagrant and VirtualBox or libvirt, then run \`vagrant up\` in ${machinesFolder}/, ` +
        'then start this again; --simulate needs no machines\n',
    );
  });

  test('names the machines that do not run', async () => {
    const bench = await workbench(oneMachineOff);
    const ran = await bench.run('--yes');
    expect(ran.exitCode).toBe(5);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toBe(
      'not every machine runs: proxy (poweroff), node2 (not created); nothing was done\n' +
        `next: run \`vagrant up\` in ${machinesFolder}/, then start this again; --simulate needs no machines\n`,
    );
  });

  test('shows what vagrant complains about', async () => {
    const bench = await workbench(noProvider);
    const ran = await bench.run('--yes');
    expect(ran.exitCode).toBe(5);
    expect(ran.stderr).toBe(
      'vagrant ssh-config failed: No usable default provider could be found for your system.; nothing was done\n' +
        `next: see to that, then run \`vagrant up\` in ${machinesFolder}/, then start this again; ` +
        '--simulate needs no machines\n',
    );
  });

  test('names a machine of cluster.yaml that vagrant does not know', async () => {
    const bench = await workbench(oneIsMissing);
    const ran = await bench.run('--yes');
    expect(ran.exitCode).toBe(5);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toBe(
      'cluster.yaml has hosts that vagrant does not know: master3; nothing was done\n' +
        `next: run \`vagrant up\` in ${machinesFolder}/, then start this again; --simulate needs no machines\n`,
    );
  });
});

describe('the question', () => {
  test('is not asked where nobody can answer: the flag to use is named', async () => {
    const bench = await workbench(allRunning);
    const ran = await bench.run();
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain('standard input is no terminal');
    expect(ran.stderr).toContain('add --yes');
  });

  test('comes after the plan, and anything but a yes does nothing', async () => {
    const bench = await workbench(allRunning);
    const ran = await bench.runAtTerminal('later\n');
    expect(ran.stdout).toContain('on 7 machines (over SSH through the jumpbox)');
    expect(ran.stdout.indexOf('point of no return')).toBeLessThan(ran.stdout.indexOf('Begin? Type yes:'));
    expect(ran.stdout).toContain('nothing was done');
    expect(ran.stdout).not.toContain('Observing');
    expect(ran.exitCode).toBe(130);
  });

  test('is taken back by Ctrl-C', async () => {
    const bench = await workbench(allRunning);
    const ran = await bench.runAtTerminal('\u0003');
    expect(ran.stdout).toContain('nothing was done');
    expect(ran.exitCode).toBe(130);
  });
});

describe('the command line', () => {
  test.each([
    { args: ['--simulat'], says: "Unknown option '--simulat'" },
    { args: ['--simulate', 'now'], says: "Unexpected argument 'now'" },
    { args: ['--simulate', '--kubeconfig'], says: "'--kubeconfig <value>' argument missing" },
    { args: ['--simulate', '--kubeconfig', '/nowhere/k'], says: 'no file can be written there' },
  ])('refuses $args', async ({ args, says }) => {
    const ran = await (await workbench()).run(...args);
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain(says);
  });

  test('refuses a KUBERNETES_VERSION that is no release, as the specification would', async () => {
    const ran = await (await workbench(undefined, { KUBERNETES_VERSION: 'newest' })).run('--simulate');
    expect(ran.exitCode).toBe(3);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain('error spec.kubernetesVersion "vnewest" is not a release');
  });

  test('explains itself with --help, on stdout', async () => {
    const ran = await (await workbench()).run('--help');
    expect(ran.exitCode).toBe(0);
    for (const option of ['--simulate', '--yes', '--kubeconfig', 'KUBERNETES_VERSION'])
      expect(ran.stdout).toContain(option);
    expect(ran.stderr).toBe('');
  });
});
