import type { KubeadmRun } from '../run.js';

/** What a check found. */
export interface Finding {
  readonly level: 'error' | 'warning';
  readonly message: string;
}

/** One preflight check, by the name that `--ignore-preflight-errors` takes. It looks at the host without waiting. */
export interface Check {
  readonly name: string;
  readonly find: (run: KubeadmRun) => Finding | undefined;
}

export function check(name: string, find: Check['find']): Check {
  return { name, find };
}

export function error(message: string): Finding {
  return { level: 'error', message };
}

export function warning(message: string): Finding {
  return { level: 'warning', message };
}

/** `/var/lib/etcd` in names of checks: `-var-lib-etcd`. */
function dashed(path: string): string {
  return path.replaceAll('/', '-');
}

/** Binds on all addresses: a listener on any address of the host is in the way. */
export function portCheck(port: number): Check {
  return check(`Port-${String(port)}`, ({ host }) =>
    host.portInUse(port) ? error(`Port ${String(port)} is in use`) : undefined,
  );
}

export function fileAvailable(path: string): Check {
  return check(`FileAvailable-${dashed(path)}`, ({ host }) =>
    host.disk.exists(path) ? error(`${path} already exists`) : undefined,
  );
}

export function directoryAvailable(path: string): Check {
  return check(`DirAvailable-${dashed(path)}`, ({ host }) =>
    (host.disk.list(path) ?? []).length > 0 ? error(`${path} is not empty`) : undefined,
  );
}

/** `conntrack not found in system path`. */
export function programExists(name: string): Check {
  return check(`FileExisting-${name}`, ({ host }) =>
    host.missingPrograms.has(name) ? error(`${name} not found in system path`) : undefined,
  );
}

/** Kernel switches are on unless the host's /proc says otherwise: hosts that do not model /proc pass. */
export function kernelSwitch(path: string): Check {
  return check(`FileContent-${dashed(path)}`, ({ host }) => {
    const content = host.disk.text(path);
    if (content === undefined)
      return host.disk.exists('/proc/self/status') ? error(`${path} does not exist`) : undefined;
    return content.trim() === '1' ? undefined : error(`${path} contents are not set to 1`);
  });
}

export function fileExists(name: string, path: string): Check {
  return check(name, ({ host }) => (host.disk.exists(path) ? undefined : error(`${path} doesn't exist`)));
}
