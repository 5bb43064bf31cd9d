import { seconds } from '../engine/scheduler.js';
import { Future } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Program } from '../host/process.js';
import type { Unit } from '../host/unit.js';
import { CONTAINERD_SOCKET } from '../kubernetes/kubelet/runtime-socket.js';
import { ServiceUnit } from '../programs/service-unit.js';

/** `RestartSec=5` of the unit in the package, with `Restart=always`. */
const RESTART_US = seconds(5);

/** The daemon: its socket is there while it runs. */
const daemon: Program = function* (process) {
  const { disk } = process.host;
  disk.write(CONTAINERD_SOCKET, '');
  process.exited.onSettled(() => {
    disk.remove(CONTAINERD_SOCKET);
  });
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
    restart: { delayUs: RESTART_US, after: [] },
  });
  host.units.set(unit.name, unit);
  unit.start();
  return unit;
}
