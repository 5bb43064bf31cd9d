import { fileURLToPath } from 'node:url';
import { parseVagrantSshConfig } from '@quorate/ssh-driver';
import { $ } from 'zx';
import { EXIT, Refusal } from './refusal.mjs';

/**
 * How to reach each host of the spec, as `vagrant ssh-config` in `folder`, a file URL, tells it. Throws a {@link Refusal} that
 * says what to do when it does not.
 */
export async function runningMachines(spec, folder, signal) {
  const vagrant = $({ cwd: fileURLToPath(folder), signal, nothrow: true, quiet: true });
  const asked = await vagrant`vagrant ssh-config`;
  if (signal.aborted) throw new Refusal(EXIT.interrupted, 'interrupted; nothing was done');
  if (asked.exitCode === 0) {
    const machines = parseVagrantSshConfig(asked.stdout);
    const missing = spec.hosts
      .map((host) => host.name)
      .filter((name) => !machines.some((machine) => machine.name === name));
    if (missing.length === 0) return machines;
    throw notReady(folder, `cluster.yaml has hosts that vagrant does not know: ${missing.join(', ')}`);
  }
  if (asked.exitCode === 127)
    throw notReady(
      folder,
      'vagrant is not installed, or not on PATH',
      'install Vagrant and VirtualBox or libvirt',
    );
  const status = await vagrant`vagrant status --machine-readable`;
  const down = machinesDown(status.stdout);
  if (down.length > 0) throw notReady(folder, `not every machine runs: ${down.join(', ')}`);
  throw notReady(
    folder,
    `vagrant ssh-config failed: ${firstLine(asked.stderr || asked.stdout)}`,
    'see to that',
  );
}

/** `master2 (poweroff)` for each machine that does not run, from lines of `time,machine,state,poweroff`. */
function machinesDown(status) {
  return [...status.matchAll(/^\d+,([^,]+),state,(\S+)$/gm)]
    .filter(([, , state]) => state !== 'running')
    .map(([, name, state]) => `${name} (${state.replaceAll('_', ' ')})`);
}

/** What stands in the way, and the way on. */
function notReady(folder, problem, ...before) {
  const steps = [...before, `run \`vagrant up\` in ${fileURLToPath(folder)}`, 'start this again'];
  return new Refusal(
    EXIT.blocked,
    `${problem}; nothing was done`,
    `next: ${steps.join(', then ')}; --simulate needs no machines`,
  );
}

function firstLine(text) {
  return text.trim().split('\n')[0] || 'it said nothing';
}
