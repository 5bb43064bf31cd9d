import { join } from 'node:path';
import { parseKeyFile } from '../connection/parse-key-file.js';
import type { Authentication } from '../ssh-target.js';
import { isYes } from './is-yes.js';
import type { Resolution } from './resolution.js';
import { pathOf } from './resolution.js';
import type { SshOverrides } from './ssh-overrides.js';
import type { Setting, SshSettings } from './ssh-settings.js';

/** Tried when nobody names a key file. */
const DEFAULT_IDENTITIES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

interface Identity {
  readonly path: string;
  /** Absent for a path that ssh_config does not name. */
  readonly from?: Setting['from'];
}

/** Agent (the keys that are named first), then key files, then the password; each only if there is one. */
export async function authenticationFor(
  settings: SshSettings,
  overrides: SshOverrides,
  resolution: Resolution,
): Promise<readonly Authentication[]> {
  const password: Authentication[] =
    overrides.password === undefined ? [] : [{ kind: 'password', password: overrides.password }];
  if (settings.pubkeyAuthentication?.value.toLowerCase() === 'no') return password;
  const identities = identitiesOf(settings, overrides, resolution);
  const agent = await agentFor(settings, identities, resolution);
  return [...agent, ...(await keyFiles(identities, overrides, resolution)), ...password];
}

function identitiesOf(
  { identityFiles }: SshSettings,
  overrides: SshOverrides,
  resolution: Resolution,
): readonly Identity[] {
  const named: readonly { readonly value: string; readonly from?: Setting['from'] }[] =
    overrides.identityFiles?.map((value) => ({ value })) ?? identityFiles;
  if (named.length === 0)
    return DEFAULT_IDENTITIES.map((name) => ({ path: join(resolution.local.home, '.ssh', name) }));
  return named.flatMap(({ value, from }) => {
    if (value.toLowerCase() === 'none') return [];
    const path = pathOf(resolution, value, from);
    return path === undefined ? [] : [{ path, ...(from === undefined ? {} : { from }) }];
  });
}

async function agentFor(
  settings: SshSettings,
  identities: readonly Identity[],
  resolution: Resolution,
): Promise<readonly Authentication[]> {
  const socket = agentSocket(settings, resolution);
  if (socket === undefined) return [];
  const named: string[] = [];
  for (const { path } of identities) {
    const publicKey = await publicKeyOf(path, resolution);
    if (publicKey !== undefined) named.push(publicKey);
  }
  if (!isYes(settings.identitiesOnly?.value))
    return [{ kind: 'agent', socket, ...(named.length === 0 ? {} : { first: named }) }];
  return named.length === 0 ? [] : [{ kind: 'agent', socket, identities: named }];
}

function agentSocket({ identityAgent }: SshSettings, resolution: Resolution): string | undefined {
  const { environment } = resolution.local;
  const ofEnvironment = environment['SSH_AUTH_SOCK'];
  const usual = ofEnvironment === '' ? undefined : ofEnvironment;
  if (identityAgent === undefined || identityAgent.value === 'SSH_AUTH_SOCK') return usual;
  if (identityAgent.value.toLowerCase() === 'none') return undefined;
  if (/^\$\w+$/.test(identityAgent.value)) return environment[identityAgent.value.slice(1)];
  return pathOf(resolution, identityAgent.value, identityAgent.from);
}

/** The public half, in base64: of the file itself when it is one, of the one beside it, or of a private key that is not encrypted. */
async function publicKeyOf(path: string, { files }: Resolution): Promise<string | undefined> {
  const read = (file: string) => files.read(file).catch(() => undefined);
  const isPublic = path.endsWith('.pub');
  const written = /^[a-z][\w@.-]+ +([A-Za-z0-9+/]+=*)/.exec(
    (await read(isPublic ? path : `${path}.pub`)) ?? '',
  )?.[1];
  if (written !== undefined || isPublic) return written;
  const key = parseKeyFile((await read(path)) ?? '');
  return key instanceof Error ? undefined : key.getPublicSSH().toString('base64');
}

async function keyFiles(
  identities: readonly Identity[],
  { identityFiles, passphrase }: SshOverrides,
  { files, problems }: Resolution,
): Promise<readonly Authentication[]> {
  const found: Authentication[] = [];
  for (const { path, from } of identities) {
    // A public key only says which key of the agent is meant.
    if (path.endsWith('.pub')) continue;
    if (await files.exists(path))
      found.push({ kind: 'key-file', path, ...(passphrase === undefined ? {} : { passphrase }) });
    else if (identityFiles !== undefined)
      problems.push({ severity: 'error', message: `the key file ${path} does not exist` });
    else if (from !== undefined) {
      const at = { file: from.file, line: from.line };
      problems.push({ severity: 'warning', at, message: `the key file ${path} does not exist: left out` });
    }
  }
  return found;
}
