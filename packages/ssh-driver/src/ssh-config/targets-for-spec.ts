import type { ClusterSpec, HostName, HostSpec, Result } from '@quorate/core';
import { err, hostsOf, ok } from '@quorate/core';
import type { SshTarget } from '../ssh-target.js';
import type { ResolveContext } from './resolve-target.js';
import { resolveTarget } from './resolve-target.js';
import { formatSshConfigProblem } from './ssh-config-problem.js';
import type { SshOverrides } from './ssh-overrides.js';

export interface SpecTargetOptions extends ResolveContext {
  /** What counts more than the specification, host by host. */
  readonly overridesFor?: (host: HostSpec) => SshOverrides;
  /** `jumpbox`: every host but the jumpbox itself is reached through the specification's host of that role. */
  readonly jumps?: 'jumpbox';
  /**
   * Does the document state the port of that host? A specification has 22 filled in where it says nothing, and then
   * ssh_config may say something else. Default: a port that is not 22 was stated.
   */
  readonly portStated?: (host: HostSpec) => boolean;
  /** Told once about each thing in ssh_config that is not carried out. */
  readonly onWarning?: (text: string) => void;
}

/**
 * All hosts of a specification. Each is looked up in ssh_config under its SSH address, as `ssh ADDRESS` would do. What
 * counts, first to last: overrides, the user and port of the specification, ssh_config, the defaults of
 * {@link resolveTarget}. The error holds one text for each problem of each host, beginning with the host's name; or one for each
 * error in the files themselves, which are no single host's.
 */
export async function targetsForSpec(
  spec: ClusterSpec,
  options: SpecTargetOptions,
): Promise<Result<Record<HostName, SshTarget>, readonly string[]>> {
  const unreadable = options.config.problems.filter(({ severity }) => severity === 'error');
  if (unreadable.length > 0) return err(unreadable.map(formatSshConfigProblem));
  const resolving = { options, warnings: new Set<string>(), errors: [] as string[] };
  const jumpbox = await jumpboxOf(spec, resolving);
  const targets: Record<HostName, SshTarget> = {};
  for (const host of spec.hosts) {
    const through = jumpbox !== undefined && host.role !== 'jumpbox' ? { jumps: wayThrough(jumpbox) } : {};
    const target = await resolveHost(host, through, resolving);
    if (target !== undefined) targets[host.name] = target;
  }
  for (const warning of resolving.warnings) options.onWarning?.(warning);
  return resolving.errors.length === 0 ? ok(targets) : err([...new Set(resolving.errors)]);
}

interface Resolving {
  readonly options: SpecTargetOptions;
  readonly warnings: Set<string>;
  readonly errors: string[];
}

async function jumpboxOf(spec: ClusterSpec, resolving: Resolving): Promise<SshTarget | undefined> {
  if (resolving.options.jumps === undefined) return undefined;
  const [host] = hostsOf(spec, 'jumpbox');
  if (host !== undefined) return resolveHost(host, {}, resolving);
  resolving.errors.push(
    `${spec.name}: all hosts are to be reached through the jumpbox, but no host has that role`,
  );
  return undefined;
}

async function resolveHost(
  host: HostSpec,
  through: SshOverrides,
  { options, warnings, errors }: Resolving,
): Promise<SshTarget | undefined> {
  const overrides = { ...statedBy(host, options), ...through, ...options.overridesFor?.(host) };
  const resolved = await resolveTarget(host.ssh.address, overrides, options);
  if (!resolved.ok) {
    errors.push(...resolved.error.map((problem) => `${host.name}: ${formatSshConfigProblem(problem)}`));
    return undefined;
  }
  for (const warning of resolved.value.warnings) warnings.add(formatSshConfigProblem(warning));
  return resolved.value.target;
}

function statedBy(host: HostSpec, { portStated }: SpecTargetOptions): SshOverrides {
  const { user, port } = host.ssh;
  const isStated = portStated?.(host) ?? port !== 22;
  return { ...(user === undefined ? {} : { user }), ...(isStated ? { port } : {}) };
}

/** The jumpbox with the way to it laid out before it. */
function wayThrough(jumpbox: SshTarget): readonly SshTarget[] {
  return [...jumpbox.jumps, { ...jumpbox, jumps: [] }];
}
