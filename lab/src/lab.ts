import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import type { LabParts } from './cache.js';
import { ensureParts } from './cache.js';
import type { LabHost } from './lab-host.js';
import { labHost, labHosts } from './lab-host.js';
import { createDisk, discard, hasDisk, isOn, powerOff, powerOn } from './machine.js';
import { dropNetwork, raiseNetwork } from './network.js';
import { clientKey, knownHosts, placesOf, stateFolder } from './places.js';

const partsFile = join(stateFolder, 'parts.json');

type Say = (line: string) => void;

/** Every host on; what exists is kept as it is. */
export async function up(say: Say): Promise<void> {
  const parts = await ensureParts(say);
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  if (!existsSync(clientKey))
    await $({ quiet: true })`ssh-keygen -q -t ed25519 -N '' -C quorate-lab -f ${clientKey}`;
  writeFileSync(partsFile, JSON.stringify(parts));
  await raiseNetwork();
  await Promise.all(
    labHosts.map(async (host) => {
      if (!hasDisk(host)) await createDisk(host, parts);
      await powerOn(host, parts);
      say(`${host.name} answers at ${host.address}`);
    }),
  );
  writeKnownHosts();
}

export async function down(say: Say): Promise<void> {
  for (const host of labHosts) await discard(host);
  await dropNetwork();
  rmSync(stateFolder, { recursive: true, force: true });
  say('the lab is gone; what was built stays in the cache');
}

export async function off(name: string): Promise<void> {
  await powerOff(labHost(name));
}

export async function on(name: string): Promise<void> {
  await powerOn(labHost(name), partsInUse());
}

/** New machines with the same names and addresses, and keys of their own. */
export async function wipe(...names: readonly string[]): Promise<void> {
  const hosts = names.map(labHost);
  const parts = partsInUse();
  await Promise.all(
    hosts.map(async (host) => {
      await discard(host);
      await createDisk(host, parts);
      await powerOn(host, parts);
    }),
  );
  writeKnownHosts();
}

export function states(): readonly { readonly host: LabHost; readonly on: boolean }[] {
  return labHosts.map((host) => ({ host, on: isOn(host) }));
}

/** What this lab was booted from, whatever the recipes say by now. */
function partsInUse(): LabParts {
  if (!existsSync(partsFile)) throw new Error('the lab is not up: npm run lab -- up');
  return JSON.parse(readFileSync(partsFile, 'utf8')) as LabParts;
}

function writeKnownHosts(): void {
  const lines = labHosts.map((host) => {
    const [type, key] = readFileSync(join(placesOf(host.name).folder, 'host-key.pub'), 'utf8').split(' ');
    return `${host.address},${host.name} ${type ?? ''} ${(key ?? '').trim()}`;
  });
  writeFileSync(knownHosts, `${lines.join('\n')}\n`, { mode: 0o600 });
}
