import type { Host } from '../host/host.js';
import type { ListedPackage } from './apt-lists.js';
import { readLists } from './apt-lists.js';
import type { ArchivePackage } from './archive.js';
import { Archives } from './archive.js';
import { readDatabase } from './dpkg-database.js';

export interface Permissions {
  /** What is installed is not replaced by a newer version. */
  readonly noUpgrade: boolean;
  readonly changeHeld: boolean;
}

interface Chosen {
  readonly listed: ListedPackage;
  readonly archived: ArchivePackage;
}

export type Resolution =
  | { readonly ok: true; readonly packages: readonly Chosen[] }
  | { readonly ok: false; readonly errors: readonly string[] };

/** What apt would install for `name`, `name=version` and `name=pattern`: dependencies first, without what is there. */
export function resolve(host: Host, operands: readonly string[], permissions: Permissions): Resolution {
  const lists = readLists(host.disk);
  const installed = readDatabase(host.disk);
  const archives = Archives.of(host.world);
  const errors: string[] = [];
  const chosen = new Map<string, Chosen>();
  const wanted = new Map(operands.map((operand) => splitOperand(operand)));

  const choose = (name: string, pattern: string | undefined, dependant: string | undefined): void => {
    if (chosen.has(name)) return;
    const present = installed.get(name);
    if (
      present?.state === 'installed' &&
      pattern === undefined &&
      (dependant !== undefined || permissions.noUpgrade)
    )
      return;
    const listed = lists.filter((one) => one.name === name).find(({ version }) => fits(version, pattern));
    const archived = listed === undefined ? undefined : archives.find(name, listed.version);
    if (listed === undefined || archived === undefined) {
      const known = lists.some((one) => one.name === name);
      errors.push(...missing(name, pattern, known, dependant));
      return;
    }
    if (present?.state === 'installed' && present.version === listed.version) return;
    if (present?.held === true && !permissions.changeHeld) {
      errors.push('E: Held packages were changed and -y was used without --allow-change-held-packages.');
      return;
    }
    for (const dependency of archived.depends) choose(dependency, wanted.get(dependency), name);
    chosen.set(name, { listed, archived });
  };
  for (const [name, pattern] of wanted) choose(name, pattern, undefined);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, packages: [...chosen.values()] };
}

function splitOperand(operand: string): readonly [name: string, pattern: string | undefined] {
  const at = operand.indexOf('=');
  return at === -1 ? [operand, undefined] : [operand.slice(0, at), operand.slice(at + 1)];
}

function fits(version: string, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  const source = pattern
    .replaceAll(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(version);
}

function missing(
  name: string,
  pattern: string | undefined,
  known: boolean,
  dependant: string | undefined,
): readonly string[] {
  if (dependant !== undefined) {
    return [
      `The following packages have unmet dependencies:\n ${dependant} : Depends: ${name} but it is not installable`,
      'E: Unable to correct problems, you have held broken packages.',
    ];
  }
  if (!known || pattern === undefined) return [`E: Unable to locate package ${name}`];
  return [`E: Version '${pattern}' for '${name}' was not found`];
}
