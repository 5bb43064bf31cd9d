import type { HostKeyPolicy } from '../ssh-target.js';
import type { Resolution } from './resolution.js';
import { orProblem, pathOf } from './resolution.js';
import type { Setting, SshSettings } from './ssh-settings.js';

const DEFAULT_USER_FILES = ['~/.ssh/known_hosts'];
const DEFAULT_SYSTEM_FILES = ['/etc/ssh/ssh_known_hosts'];

/** Strict unless ssh_config says something weaker: there is nobody here whom `ask` could ask. */
export function hostKeyPolicyFor(settings: SshSettings, resolution: Resolution): HostKeyPolicy {
  const kind = kindOf(settings.strictHostKeyChecking, resolution);
  if (kind === 'off') return { kind };
  const { userKnownHostsFile, globalKnownHostsFile, hostKeyAlias } = settings;
  const ofUser = pathsOf(userKnownHostsFile, DEFAULT_USER_FILES, resolution);
  const knownHosts = [...ofUser, ...pathsOf(globalKnownHostsFile, DEFAULT_SYSTEM_FILES, resolution)];
  const alias = hostKeyAlias === undefined ? {} : { alias: hostKeyAlias.value };
  // The system's files say whom everybody here trusts: nothing is added to them.
  return kind === 'strict'
    ? { kind, knownHosts, ...alias }
    : { kind, knownHosts, addTo: ofUser[0], ...alias };
}

function kindOf(setting: Setting | undefined, resolution: Resolution): HostKeyPolicy['kind'] {
  switch (setting?.value.toLowerCase()) {
    case undefined:
    case 'yes':
    case 'true':
    case 'ask':
      return 'strict';
    case 'accept-new':
      return 'accept-new';
    case 'no':
    case 'off':
    case 'false':
      noteUnchecked(setting, resolution);
      return 'off';
    default: {
      const error = `StrictHostKeyChecking is yes, accept-new, ask or no, not ${setting?.value ?? ''}`;
      orProblem(resolution, { ok: false, error }, setting?.from);
      return 'strict';
    }
  }
}

function noteUnchecked(setting: Setting | undefined, { problems }: Resolution): void {
  const at = setting === undefined ? {} : { at: { file: setting.from.file, line: setting.from.line } };
  const message = 'StrictHostKeyChecking is off: any host key is accepted, also that of somebody in between';
  problems.push({ severity: 'warning', ...at, message });
}

function pathsOf(
  setting: Setting<readonly string[]> | undefined,
  defaults: readonly string[],
  resolution: Resolution,
): readonly string[] {
  return (setting?.value ?? defaults).flatMap((path) => {
    if (path.toLowerCase() === 'none') return [];
    return pathOf(resolution, path, setting?.from) ?? [];
  });
}
