import { seconds } from '../engine/scheduler.js';
import { sleep } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Program } from '../host/process.js';
import { ContainerRuntime } from '../kubernetes/kubelet/container-runtime.js';
import { KUBELET_CONFIG } from '../kubernetes/kubelet/kubelet-files.js';
import { parsePodManifest } from '../kubernetes/kubelet/pod-manifest.js';
import type { Assumptions } from './assumptions.js';
import type { SeenHost } from './seen-host.js';
import { MANIFESTS, runsContainers } from './seen-host.js';

/** Programs that the rebuilt host starts by itself: their ports are not to be taken by anything else. */
const OWN_PROGRAMS = /^(kubelet|kube-|etcd|nginx|haproxy|containerd|coredns|kubeadm)/;

/** Starts what ran, leaves stopped what did not. A kubelet that was active but not healthy is hung. */
export function startUnits(host: Host, seenHost: SeenHost, assumptions: Assumptions): void {
  occupyPorts(host, seenHost);
  const kubelet = host.units.get('kubelet');
  const { seen } = seenHost;
  if (kubelet === undefined || seen?.reachable !== 'yes') {
    kubelet?.restart();
    return;
  }
  const { active = 'unknown' } = seen.kubelet ?? {};
  if (active === 'yes') {
    kubelet.restart();
    return;
  }
  if (host.disk.exists(KUBELET_CONFIG)) kubelet.stop();
  if (!runsContainers(seenHost)) return;
  assumptions.add(`${host.name}: its kubelet does not run: every static pod of its manifests does`);
  for (const path of host.disk.filesBelow(MANIFESTS.slice(0, -1))) {
    const manifest = parsePodManifest(host.disk.text(path) ?? '');
    if (manifest !== undefined) ContainerRuntime.of(host).start(manifest, 0);
  }
}

/** After the world has come up: what would have moved on or ended meanwhile. */
export function finishUnits(
  host: Host,
  { seen }: SeenHost,
  joinTimeoutMs: number,
  assumptions: Assumptions,
): void {
  if (seen?.reachable !== 'yes') return;
  if (
    seen.kubelet?.active === 'yes' &&
    seen.kubelet.healthy === 'no' &&
    host.listenerAt('127.0.0.1', 10248) !== undefined
  ) {
    for (const process of host.processesNamed('kubelet')) process.pause();
    assumptions.add(
      `${host.name}: its kubelet is active and does not answer: it hangs until it is restarted`,
    );
  }
  if (seen.kubeadmRunning !== 'yes') return;
  assumptions.add(
    `${host.name}: the kubeadm at work changes nothing more, and ends after ${String(Math.round(joinTimeoutMs / 1000))} s`,
  );
  host.spawn(['kubeadm', 'join'], idleFor(joinTimeoutMs));
}

function idleFor(ms: number): Program {
  return function* () {
    yield* sleep(seconds(ms / 1000));
    return 1;
  };
}

/** Ports that something else holds. */
function occupyPorts(host: Host, { seen }: SeenHost): void {
  const listeners = seen?.capacity?.listeners;
  if (listeners?.kind !== 'told') return;
  for (const { address, port, process = 'unknown' } of listeners.value) {
    if (OWN_PROGRAMS.test(process) || host.portInUse(port)) continue;
    host.spawn([process], function* (self) {
      host.listen(self, address === '::' || address === '*' ? '0.0.0.0' : address, port, { protocol: 'tcp' });
      for (;;) yield* sleep(seconds(86_400));
    });
  }
}
