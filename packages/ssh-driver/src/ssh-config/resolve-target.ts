import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { SshTarget } from '../ssh-target.js';
import { authenticationFor } from './authentication-for.js';
import { hostKeyPolicyFor } from './host-key-policy-for.js';
import type { Jump } from './jump.js';
import { parseJumps, parsePort } from './jump.js';
import type { SshConfig } from './load-ssh-config.js';
import type { LocalFacts } from './local-facts.js';
import type { Resolution } from './resolution.js';
import { orProblem } from './resolution.js';
import { hostNameOf, settingsFor } from './settings-for.js';
import { expandTokens } from './expand-tokens.js';
import type { SshConfigProblem } from './ssh-config-problem.js';
import type { SshFiles } from './ssh-files.js';
import type { SshOverrides } from './ssh-overrides.js';
import type { Setting, SshSettings } from './ssh-settings.js';

export interface ResolveContext {
  readonly config: SshConfig;
  readonly local: LocalFacts;
  readonly files: SshFiles;
}

export interface ResolvedTarget {
  readonly target: SshTarget;
  /** What the files say that is not carried out; nothing in here prevents a connection. */
  readonly warnings: readonly SshConfigProblem[];
}

/**
 * `name` as one would give it to `ssh`, made into everything that a connection needs. What counts, first to last:
 * `overrides`, ssh_config, the defaults: port 22, the user who runs this, the agent of SSH_AUTH_SOCK and then
 * `~/.ssh/id_ed25519`, `id_ecdsa` and `id_rsa`, and strict checking against the known_hosts of user and system.
 *
 * Each jump of ProxyJump is resolved in the same way, under its own name and with its own credentials; the overrides do not
 * reach it. The error has at least one problem that is an error, and the warnings too.
 */
export async function resolveTarget(
  name: string,
  overrides: SshOverrides,
  context: ResolveContext,
): Promise<Result<ResolvedTarget, readonly SshConfigProblem[]>> {
  const problems: SshConfigProblem[] = [];
  const target = await resolveOne(name, overrides, context, [], problems);
  const unique = problems.filter(
    (problem, index) => index === problems.findIndex((other) => same(problem, other)),
  );
  return unique.some(({ severity }) => severity === 'error') ? err(unique) : ok({ target, warnings: unique });
}

function same(left: SshConfigProblem, right: SshConfigProblem): boolean {
  return (
    left.message === right.message && left.at?.file === right.at?.file && left.at?.line === right.at?.line
  );
}

/** `via`: the names on whose account this host is resolved, to notice a circle. */
async function resolveOne(
  name: string,
  overrides: SshOverrides,
  context: ResolveContext,
  via: readonly string[],
  problems: SshConfigProblem[],
): Promise<SshTarget> {
  const { config, local, files } = context;
  const stated = overrides.user === undefined ? {} : { user: overrides.user };
  const { settings, problems: found } = settingsFor(config, { name, ...stated, localUser: local.user });
  problems.push(...found);
  const { address, port, user, resolution } = endpointOf(name, overrides, settings, {
    local,
    files,
    problems,
  });
  return {
    address,
    port,
    user,
    authentication: await authenticationFor(settings, overrides, resolution),
    hostKeys: overrides.hostKeys ?? hostKeyPolicyFor(settings, resolution),
    jumps: overrides.jumps ?? (await jumpsOf(settings.proxyJump, resolution, context, [...via, name])),
    sudo: overrides.sudo ?? { kind: user === 'root' ? 'none' : 'passwordless' },
  };
}

function endpointOf(
  name: string,
  overrides: SshOverrides,
  settings: SshSettings,
  shared: Omit<Resolution, 'tokens'>,
) {
  const address = overrides.address ?? hostNameFor(name, settings.hostName, shared);
  const port = overrides.port ?? portFor(settings.port, shared);
  const user = overrides.user ?? settings.user?.value ?? shared.local.user;
  const { home: d, user: u } = shared.local;
  const tokens = {
    h: address,
    n: name,
    p: String(port),
    r: user,
    u,
    d,
    k: settings.hostKeyAlias?.value ?? name,
  };
  return { address, port, user, resolution: { ...shared, tokens } };
}

function hostNameFor(name: string, setting: Setting | undefined, shared: Omit<Resolution, 'tokens'>): string {
  if (setting === undefined) return name.toLowerCase();
  orProblem(shared, expandTokens(setting.value, { h: name }), setting.from);
  return hostNameOf(setting.value, name).toLowerCase();
}

function portFor(setting: Setting | undefined, shared: Omit<Resolution, 'tokens'>): number {
  if (setting === undefined) return 22;
  const error = `Port is a number from 1 to 65535, not ${setting.value}`;
  const port = parsePort(setting.value);
  return orProblem(shared, port === undefined ? err(error) : ok(port), setting.from) ?? 22;
}

async function jumpsOf(
  setting: Setting | undefined,
  resolution: Resolution,
  context: ResolveContext,
  via: readonly string[],
): Promise<readonly SshTarget[]> {
  if (setting === undefined) return [];
  const written = orProblem(resolution, expandTokens(setting.value, resolution.tokens), setting.from);
  const jumps = written === undefined ? [] : (orProblem(resolution, parseJumps(written), setting.from) ?? []);
  const targets: SshTarget[] = [];
  for (const [index, jump] of jumps.entries()) {
    if (via.includes(jump.name)) {
      const error = `ProxyJump goes in a circle: ${[...via, jump.name].join(' → ')}; give the jump host a block of its own with ProxyJump none, before this one`;
      orProblem(resolution, err(error), setting.from);
      return [];
    }
    // Only the first one is reached in its own way; each next one is reached through the one before.
    const own = index === 0 ? {} : { jumps: [] };
    const target = await resolveOne(
      jump.name,
      { ...overridesOf(jump), ...own },
      context,
      via,
      resolution.problems,
    );
    targets.push(...target.jumps, { ...target, jumps: [] });
  }
  return targets;
}

function overridesOf({ user, port }: Jump): SshOverrides {
  return { ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) };
}
