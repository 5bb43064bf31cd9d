import { Future } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Program } from '../host/process.js';
import type { Unit } from '../host/unit.js';
import { ServiceUnit } from '../programs/service-unit.js';

const SOCKET = '/run/containerd/containerd.sock';

/** The daemon: its socket is there while it runs. */
const daemon: Program = function* (process) {
  process.host.disk.write(SOCKET, '');
  yield { kind: 'future', future: new Future() };
  return 0;
};

/** Installs the unit `containerd`, enabled and started as the package does. */
export function installContainerd(host: Host): Unit {
  const unit = new ServiceUnit(host, {
    name: 'containerd',
    argv: ['/usr/bin/containerd'],
    program: daemon,
    enabled: true,
  });
  host.units.set(unit.name, unit);
  unit.start();
  return unit;
}
