import { seconds } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';
import type { Unit } from '../../host/unit.js';
import { ServiceUnit } from '../../programs/service-unit.js';
import { kubelet } from './kubelet.js';
import { BOOTSTRAP_CONF, KUBELET_CONF, KUBELET_CONFIG, SWAPS } from './kubelet-files.js';

/** `RestartSec=10` in the unit of the kubeadm packages. */
const RESTART_US = seconds(10);
/** Without the first three, and with an entry in the last, the kubelet ends at once; a restart is pointless before one of them has changed. */
const PRECONDITIONS = [KUBELET_CONFIG, KUBELET_CONF, BOOTSTRAP_CONF, SWAPS];

/** Installs the unit `kubelet`, enabled and started as the package does: it waits for its configuration, `activating`. */
export function installKubelet(host: Host): Unit {
  const unit = new ServiceUnit(host, {
    name: 'kubelet',
    argv: ['/usr/bin/kubelet'],
    program: kubelet,
    enabled: true,
    restart: { delayUs: RESTART_US, after: PRECONDITIONS },
  });
  host.units.set(unit.name, unit);
  unit.start();
  return unit;
}
