import { millis } from '../engine/scheduler.js';
import { sleep } from '../engine/task.js';
import type { Task } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Process } from '../host/process.js';
import { installKubelet } from '../kubernetes/kubelet/kubelet-unit.js';
import { installLoadBalancer } from '../load-balancer/install.js';
import type { ArchivePackage } from './archive.js';
import { Archives } from './archive.js';
import { installContainerd } from './containerd-unit.js';
import { beginUpdate, endUpdate, readDatabase, writeEntry } from './dpkg-database.js';

const UNPACK_US = millis(900);
const CONFIGURE_US = millis(700);

/**
 * dpkg: unpacks all, then configures all. A kill at any point leaves the packages as far as they had come, and the journal that
 * makes apt refuse to go on. Trace: `package.unpacked`, `package.configured` {package}.
 */
export function* installPackages(process: Process, packages: readonly ArchivePackage[]): Task<void> {
  const { host } = process;
  beginUpdate(host.disk);
  for (const one of packages) {
    yield* sleep(UNPACK_US);
    const held = readDatabase(host.disk).get(one.name)?.held ?? false;
    writeEntry(host.disk, { name: one.name, version: one.version, held, state: 'unpacked' });
    bring(host, one);
    process.out(`Unpacking ${one.name} (${one.version}) ...`);
    process.world.record('package.unpacked', host.name, { package: one.name });
  }
  for (const one of packages) yield* configure(process, one);
  endUpdate(host.disk);
}

/** `dpkg --configure -a`. */
export function* configurePending(process: Process): Task<void> {
  const { disk } = process.host;
  for (const { name, version, state } of readDatabase(disk).values()) {
    if (state === 'installed') continue;
    const found = Archives.of(process.world).find(name, version);
    if (found !== undefined) yield* configure(process, found);
  }
  endUpdate(disk);
}

function* configure(process: Process, one: ArchivePackage): Task<void> {
  const { host } = process;
  const { name, version } = one;
  const held = readDatabase(host.disk).get(name)?.held ?? false;
  process.out(`Setting up ${name} (${version}) ...`);
  writeEntry(host.disk, { name, version, held, state: 'half-configured' });
  yield* sleep(CONFIGURE_US);
  writeEntry(host.disk, { name, version, held, state: 'installed' });
  startService(host, one);
  process.world.record('package.configured', host.name, { package: name });
}

/** The programs of a package are there as soon as it is unpacked. */
function bring(host: Host, { programs, software }: ArchivePackage): void {
  for (const program of programs) host.missingPrograms.delete(program);
  Object.assign(host.software, software);
}

/** Its maintainer script enables and starts the unit; one that runs is left to run. */
function startService(host: Host, { service }: ArchivePackage): void {
  if (service === undefined || host.units.has(service)) return;
  switch (service) {
    case 'kubelet':
      installKubelet(host);
      return;
    case 'containerd':
      installContainerd(host);
      return;
    case 'nginx':
    case 'haproxy':
      installLoadBalancer(host, service);
  }
}
