import type { Evidence } from '../evidence.js';
import { itemsOf, textOf } from '../evidence.js';
import type { Scene, Sighting } from '../known-cause.js';
import { placeOf } from '../sight-lines.js';
import { nodes, unitState } from './machines.js';

/** Whether the host has this file; undefined when its files could not be listed. */
function hasFile(evidence: Evidence, host: string, path: string): boolean | undefined {
  const text = textOf(evidence, host, 'files');
  return text === ''
    ? undefined
    : text.split('\n').some((line) => line === path || line.startsWith(`${path}/`));
}

/**
 * A kubelet that ends at each start because one of these files is missing, on a host to which kubeadm has given another of its files. On a
 * host that nobody has joined yet the same lines are as they should be.
 */
export function kubeletWithout(
  files: readonly string[],
  pattern: RegExp,
  although: string,
): (scene: Scene) => readonly Sighting[] {
  return ({ evidence }) =>
    itemsOf(evidence, 'kubelet-journal').flatMap((item) => {
      const complete = files.every((file) => hasFile(evidence, item.host, file) === true);
      if (complete || hasFile(evidence, item.host, although) !== true) return [];
      const line = item.text
        .split('\n')
        .slice(-20)
        .findLast((one) => pattern.test(one));
      return line === undefined ? [] : [{ host: item.host, where: placeOf(item), line: line.trim() }];
    });
}

/** Hosts with a `kubelet.conf` whose kubelet was stopped, or is tried no more. */
export function stoppedKubelets({ evidence }: Scene): readonly Sighting[] {
  return nodes(evidence).flatMap((host) => {
    if (hasFile(evidence, host, '/etc/kubernetes/kubelet.conf') !== true) return [];
    const state = unitState(evidence, host, 'kubelet');
    return state !== undefined && /^(inactive|failed)/.test(state)
      ? [{ host, where: 'systemctl status kubelet', line: `Active: ${state}` }]
      : [];
  });
}

/** Nodes that are NotReady, on hosts without any CNI configuration. */
export function nodesWithoutNetwork({ evidence }: Scene): readonly Sighting[] {
  const rows = itemsOf(evidence, 'nodes').flatMap(({ text }) => text.split('\n'));
  return nodes(evidence).flatMap((host) => {
    const row = rows.find((line) => new RegExp(`^${host}\\s+NotReady`).test(line));
    if (row === undefined || hasFile(evidence, host, '/etc/cni/net.d') !== false) return [];
    return [{ host, where: 'kubectl get nodes', line: row.trim() }];
  });
}

/** `SystemdCgroup` of containerd's configuration and `cgroupDriver` of the kubelet's do not say the same. */
export function cgroupDrivers({ evidence }: Scene): readonly Sighting[] {
  return itemsOf(evidence, 'settings').flatMap(({ host, text }) => {
    const [runtimeLine, systemd] = /^\S*config\.toml:\s*SystemdCgroup\s*=\s*(\w+)/m.exec(text) ?? [];
    const [kubeletLine, driver] = /^\S*config\.yaml:\s*cgroupDriver:\s*"?(\w+)/m.exec(text) ?? [];
    if (runtimeLine === undefined || kubeletLine === undefined) return [];
    if ((systemd === 'true') === (driver === 'systemd')) return [];
    return [runtimeLine, kubeletLine].map((line) => ({ host, where: 'settings', line }));
  });
}

/** Containers that have been started again and again and do not run, as `crictl ps -a` lists them. */
export function crashingContainers({ evidence }: Scene): readonly Sighting[] {
  return itemsOf(evidence, 'containers').flatMap((item) => {
    const rows = item.text.split('\n').filter((line) => /\sExited\s/.test(line));
    const again = rows.filter((line) => Number(/\sExited\s+\S+\s+(\d+)\s/.exec(line)?.[1] ?? 0) >= 3);
    return again
      .filter((line) => {
        const [, name = ''] = /\sExited\s+(\S+)/.exec(line) ?? [];
        return !new RegExp(`\\sRunning\\s+${name}\\s`).test(item.text);
      })
      .slice(0, 2)
      .map((line) => ({ host: item.host, where: 'crictl ps -a', line: line.replaceAll(/\s+/g, ' ') }));
  });
}
