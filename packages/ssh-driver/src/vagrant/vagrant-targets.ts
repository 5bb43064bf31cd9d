import type { HostName, Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { HostKeyPolicy, SshTarget } from '../ssh-target.js';
import type { VagrantMachine } from './parse-vagrant-ssh-config.js';

export interface VagrantTargetOptions {
  /**
   * Vagrant turns the checking of host keys off, because a machine that is made anew has new ones. Here a key is accepted
   * the first time and stands in the given file from then on, under the machine's name: its forwarded port may be another
   * machine's tomorrow. So whoever gets between is noticed for as long as the machine lives, and `vagrant destroy` means to
   * delete the file. Choose one that belongs to the project, never `~/.ssh/known_hosts`. `off` is what Vagrant does.
   */
  readonly hostKeys: { readonly kind: 'accept-new'; readonly file: string } | { readonly kind: 'off' };
  /** The machine through which all others are reached. Absent: each at its own forwarded port. */
  readonly through?: HostName;
  /** With `through`: the address of each other machine on the private network, at port 22. */
  readonly privateAddresses?: Readonly<Record<HostName, string>>;
}

/**
 * One target for each machine, with its own key files, no agent, and sudo without a password, as Vagrant's boxes have it.
 * The error holds one text for each machine that cannot be reached as asked.
 */
export function vagrantTargets(
  machines: readonly VagrantMachine[],
  options: VagrantTargetOptions,
): Result<Record<HostName, SshTarget>, readonly string[]> {
  const jumpbox = machines.find(({ name }) => name === options.through);
  if (options.through !== undefined && jumpbox === undefined)
    return err([
      `${options.through}: Vagrant does not show this machine, through which all others are reached; is it up?`,
    ]);
  const errors: string[] = [];
  const targets: Record<HostName, SshTarget> = {};
  for (const machine of machines) {
    const target = targetOf(machine, jumpbox, options);
    if (target.ok) targets[machine.name] = target.value;
    else errors.push(target.error);
  }
  return errors.length === 0 ? ok(targets) : err(errors);
}

function targetOf(
  machine: VagrantMachine,
  jumpbox: VagrantMachine | undefined,
  options: VagrantTargetOptions,
): Result<SshTarget, string> {
  if (machine.identityFiles.length === 0) return err(`${machine.name}: Vagrant shows no IdentityFile for it`);
  const direct = directTarget(machine, options);
  if (jumpbox === undefined || machine === jumpbox) return ok(direct);
  const address = options.privateAddresses?.[machine.name];
  if (address === undefined)
    return err(
      `${machine.name}: its private address is not given, so ${jumpbox.name} cannot be asked for it`,
    );
  return ok({ ...direct, address, port: 22, jumps: [directTarget(jumpbox, options)] });
}

function directTarget(machine: VagrantMachine, { hostKeys }: VagrantTargetOptions): SshTarget {
  const { address, port, user, identityFiles } = machine;
  return {
    address,
    port,
    user,
    authentication: identityFiles.map((path) => ({ kind: 'key-file', path })),
    hostKeys: policyFor(machine.name, hostKeys),
    jumps: [],
    sudo: { kind: 'passwordless' },
  };
}

function policyFor(alias: string, hostKeys: VagrantTargetOptions['hostKeys']): HostKeyPolicy {
  if (hostKeys.kind === 'off') return hostKeys;
  return { kind: 'accept-new', knownHosts: [hostKeys.file], addTo: hostKeys.file, alias };
}
