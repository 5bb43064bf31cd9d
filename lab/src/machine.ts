import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { $ } from 'zx';
import type { LabParts } from './cache.js';
import type { LabHost } from './lab-host.js';
import { GATEWAY, labHosts } from './lab-host.js';
import { insideNetwork } from './network.js';
import { BRIDGE, clientKey, LOGIN_USER, NAMESPACE, placesOf, recipeFolder } from './places.js';

const quiet = $({ quiet: true });
const BOOT_PATIENCE_MS = 60_000;

/** A new disk with the host's own identity. The host must be off. */
export async function createDisk(host: LabHost, parts: LabParts): Promise<void> {
  const { folder, upper, work, root, var: varFolder } = placesOf(host.name);
  for (const each of [upper, work, root]) mkdirSync(each, { recursive: true });
  await quiet`cp -a ${join(parts.rootFileSystem, 'var')} ${varFolder}`;
  if (host.node) await giveImages(parts.imageStore, join(varFolder, 'lib/containerd'));
  await mount(host, parts);
  const etc = join(root, 'etc');
  writeFileSync(join(etc, 'hostname'), `${host.name}\n`);
  writeFileSync(join(etc, 'hosts'), hostsFile(host));
  writeFileSync(join(etc, 'machine-id'), `${(await quiet`openssl rand -hex 16`).stdout.trim()}\n`);
  writeFileSync(join(etc, 'lab/host.env'), `LAB_ADDRESS=${host.address}\nLAB_GATEWAY=${GATEWAY}\n`);
  await quiet`ssh-keygen -q -A -f ${root}`;
  const publicKey = readFileSync(`${clientKey}.pub`, 'utf8');
  for (const home of ['root', `home/${LOGIN_USER}`]) {
    mkdirSync(join(root, home, '.ssh'), { recursive: true, mode: 0o700 });
    writeFileSync(join(root, home, '.ssh/authorized_keys'), publicKey, { mode: 0o600 });
  }
  await quiet`chroot ${root} chown -R ${LOGIN_USER}: /home/${LOGIN_USER}`;
  writeFileSync(join(folder, 'host-key.pub'), readFileSync(join(etc, 'ssh/ssh_host_ed25519_key.pub')));
}

/** Image files are never written again, so hosts share them; the small databases beside them are each host's own. */
async function giveImages(store: string, target: string): Promise<void> {
  rmSync(target, { recursive: true, force: true });
  const linked = await $({ quiet: true, nothrow: true })`cp -al ${store} ${target}`;
  if (linked.exitCode !== 0) {
    rmSync(target, { recursive: true, force: true });
    await quiet`cp -a ${store} ${target}`;
    return;
  }
  const databases = (await quiet`cd ${store} && find . -name '*.db' -o -name uuid`).stdout.trim().split('\n');
  for (const database of databases)
    await quiet`cp --remove-destination ${join(store, database)} ${join(target, database)}`;
}

async function mount(host: LabHost, parts: LabParts): Promise<void> {
  const { upper, work, root } = placesOf(host.name);
  const mounted = await $({ quiet: true, nothrow: true })`mountpoint -q ${root}`;
  if (mounted.exitCode === 0) return;
  const layers = `lowerdir=${parts.rootFileSystem},upperdir=${upper},workdir=${work}`;
  await quiet`mount -t overlay quorate-lab -o ${layers} ${root}`;
}

function hostsFile(host: LabHost): string {
  const others = labHosts.map((one) => `${one.address} ${one.name}`);
  return ['127.0.0.1 localhost', `127.0.1.1 ${host.name}`, ...others, ''].join('\n');
}

export function isOn(host: LabHost): boolean {
  const { pidFile } = placesOf(host.name);
  if (!existsSync(pidFile)) return false;
  return existsSync(`/proc/${readFileSync(pidFile, 'utf8')}`);
}

export function hasDisk(host: LabHost): boolean {
  return existsSync(placesOf(host.name).upper);
}

/** Boots from the disk as it is; resolves once its sshd answers. */
export async function powerOn(host: LabHost, parts: LabParts): Promise<void> {
  if (isOn(host)) return;
  await mount(host, parts);
  const { root, var: varFolder, pidFile, console } = placesOf(host.name);
  const log = openSync(console, 'a');
  const child = spawn(join(recipeFolder, 'start-host.sh'), [NAMESPACE, BRIDGE, host.name, root, varFolder], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  if (child.pid === undefined) throw new Error(`${host.name} could not be started; see ${console}`);
  writeFileSync(pidFile, String(child.pid));
  child.unref();
  await answers(host);
}

async function answers(host: LabHost): Promise<void> {
  const probe = [...insideNetwork, 'nc', '-z', '-w', '1', host.address, '22'];
  for (let waitedMs = 0; waitedMs < BOOT_PATIENCE_MS; waitedMs += 200) {
    if ((await $({ quiet: true, nothrow: true })`${probe}`).exitCode === 0) return;
    if (!isOn(host)) break;
    await pause(200);
  }
  const { console } = placesOf(host.name);
  const lastWords = readFileSync(console, 'utf8').trim().split('\n').slice(-5).join('\n');
  throw new Error(`${host.name} did not come up; the end of its console, ${console}:\n${lastWords}`);
}

/** As if the plug were pulled: the host's init first, or the host would linger as a ghost that keeps its address. */
export async function powerOff(host: LabHost): Promise<void> {
  const { pidFile } = placesOf(host.name);
  if (isOn(host)) {
    const pid = readFileSync(pidFile, 'utf8');
    const inits = (await $({ quiet: true, nothrow: true })`pgrep -P ${pid}`).stdout
      .trim()
      .split('\n')
      .filter(Boolean);
    for (const each of [...inits, pid]) await $({ quiet: true, nothrow: true })`kill -KILL ${each}`;
    for (let waitedMs = 0; isOn(host) && waitedMs < 10_000; waitedMs += 50) await pause(50);
  }
  rmSync(pidFile, { force: true });
  await unplug(host);
  await removeCgroups(host);
}

/** The kernel takes a dead machine's network apart in its own time, and the next machine of that name needs the place. */
async function unplug(host: LabHost): Promise<void> {
  await $({ quiet: true, nothrow: true })`ip -n ${NAMESPACE} link delete ${`vb-${host.name}`}`;
}

/** A new machine of the same name must not find the pods of the old one. A controller that this machine lacks has no folder. */
async function removeCgroups(host: LabHost): Promise<void> {
  await $({
    quiet: true,
    nothrow: true,
  })`find /sys/fs/cgroup -depth -type d -path ${`*/quorate-lab-${host.name}*`} -exec rmdir {} +`;
}

/** Off, and everything that it ever wrote is gone. */
export async function discard(host: LabHost): Promise<void> {
  await powerOff(host);
  const { folder, root } = placesOf(host.name);
  if (!existsSync(folder)) return;
  // What was mounted below may take a moment to be let go after the kill.
  for (let tries = 0; tries < 50; tries += 1) {
    const below = (await quiet`findmnt -rno TARGET`).stdout
      .split('\n')
      .filter((path) => path.startsWith(folder));
    if (below.length === 0) break;
    for (const path of below.reverse()) await $({ quiet: true, nothrow: true })`umount -l ${path}`;
    await pause(100);
  }
  if ((await $({ quiet: true, nothrow: true })`mountpoint -q ${root}`).exitCode === 0) {
    throw new Error(`${root} is still mounted: not removed`);
  }
  rmSync(folder, { recursive: true, force: true });
}
