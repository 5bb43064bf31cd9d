import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SshTarget } from '@quorate/ssh-driver';
import { SshDriver } from '@quorate/ssh-driver';
import type { LoopbackServer } from './loopback-server.js';
import { runProgram } from './run-program.js';

/** What every contestant runs, again and again. */
const COMMAND = 'true';

const never = new AbortController().signal;

/** One command of the driver; throws when it did not succeed. */
export async function runOnce(driver: SshDriver, host: string): Promise<void> {
  const step = { kind: 'run', argv: [COMMAND], timeoutMs: 600_000 } as const;
  const outcome = await driver.run(host, step, { signal: never });
  if (outcome.kind !== 'succeeded') throw new Error(`${host}: ${JSON.stringify(outcome)}`);
}

/** The driver on these targets, which are its hosts 0, 1, … */
export function driverFor(targets: readonly SshTarget[]): SshDriver {
  return new SshDriver({ targets: Object.fromEntries(targets.entries()) });
}

/** The options that make ssh do what the driver does: this key, this known_hosts file, strict. */
function sshOptions(server: LoopbackServer): readonly string[] {
  const options = [
    `IdentityFile=${server.userKey}`,
    'IdentitiesOnly=yes',
    `UserKnownHostsFile=${server.knownHosts}`,
  ];
  const checks = [
    'StrictHostKeyChecking=yes',
    'GlobalKnownHostsFile=none',
    'BatchMode=yes',
    `Port=${server.port}`,
  ];
  return ['-F', 'none', ...[...options, ...checks].flatMap((option) => ['-o', option])];
}

/** A master connection to the first host, and the command line that runs the command over it. */
export async function openMaster(server: LoopbackServer): Promise<readonly [string, ...string[]]> {
  const socket = join(server.directory, 'one.sock');
  const host = `root@${server.address(0)}`;
  await runProgram([
    'ssh',
    ...sshOptions(server),
    '-M',
    '-N',
    '-f',
    '-S',
    socket,
    '-o',
    'ControlPersist=600',
    host,
  ]);
  return ['ssh', ...sshOptions(server), '-S', socket, host, COMMAND];
}

/** On each host a master and then the commands, all hosts at once, in the shell: the least that can run OpenSSH. */
export function writeFleetScript(server: LoopbackServer, hosts: number, commands: number): string {
  const path = join(server.directory, 'fleet.sh');
  const options = sshOptions(server).join(' ');
  const blocks = Array.from({ length: hosts }, (_, index) => {
    const socket = `-S ${join(server.directory, `${index}.sock`)}`;
    const host = `root@${server.address(index)}`;
    return `(
  ssh ${options} -M -N -f ${socket} ${host} || exit
  for ((i = 0; i < ${commands}; i++)); do ssh ${options} ${socket} ${host} ${COMMAND} || exit; done
  ssh ${options} ${socket} -O exit ${host} 2>/dev/null
) & jobs+=($!)`;
  });
  writeFileSync(
    path,
    `#!/bin/bash\n${blocks.join('\n')}\nfor job in "\${jobs[@]}"; do wait "$job" || exit; done\n`,
  );
  return path;
}

/** A play that runs the raw module `commands` times on `hosts` hosts, with Ansible's own connection sharing. */
export async function playRaw(server: LoopbackServer, hosts: number, commands: number): Promise<void> {
  const inventory = join(server.directory, 'inventory');
  const playbook = join(server.directory, `play-${commands}.yaml`);
  const names = Array.from({ length: hosts }, (_, index) => server.address(index));
  const common = `-F none -o UserKnownHostsFile=${server.knownHosts} -o StrictHostKeyChecking=yes -o GlobalKnownHostsFile=none`;
  const variables = [
    `ansible_port=${server.port}`,
    'ansible_user=root',
    `ansible_ssh_private_key_file=${server.userKey}`,
    `ansible_ssh_common_args='${common}'`,
  ];
  writeFileSync(inventory, `[all]\n${names.join('\n')}\n[all:vars]\n${variables.join('\n')}\n`);
  const task = `    - ansible.builtin.raw: '${COMMAND}'\n      loop: "{{ range(0, ${commands}) | list }}"\n`;
  writeFileSync(playbook, `- hosts: all\n  gather_facts: false\n  tasks:\n${task}`);
  await runProgram(['ansible-playbook', '-i', inventory, '--forks', String(hosts), playbook], {
    ANSIBLE_SSH_CONTROL_PATH_DIR: join(server.directory, 'cp'),
    ANSIBLE_LOCAL_TEMP: join(server.directory, 'tmp'),
    ANSIBLE_NOCOLOR: '1',
  });
}
