import { Future } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Process, Program } from '../host/process.js';
import { HAPROXY_CONFIG_PATH, parseHaproxyConfig } from './haproxy-config.js';
import type { ParsedProxyConfig } from './proxy-config.js';
import { ProxyListeners } from './proxy-process.js';

const RELOADS = new WeakMap<Process, () => void>();

/** Program `haproxy`: `-c -f FILE` checks a configuration; without `-c` it runs in the foreground of its unit. */
export const haproxy: Program = function* (process) {
  const { argv, host } = process;
  const option = argv.indexOf('-f');
  const path = (option === -1 ? undefined : argv[option + 1]) ?? HAPROXY_CONFIG_PATH;
  const config = readConfig(host, path);
  if (!config.ok) {
    const alert = `[ALERT]    (${String(process.pid)}) : config : `;
    process.err(`${alert}${config.message}`);
    process.err(`${alert}Error(s) found in configuration file : ${path}`);
    process.err(`${alert}Fatal errors found in configuration.`);
    return 1;
  }
  if (argv.includes('-c')) {
    process.out('Configuration file is valid');
    return 0;
  }
  const listeners = new ProxyListeners(process);
  const taken = listeners.replace(config.frontends);
  if (taken !== undefined) {
    process.err(
      `[ALERT]    (${String(process.pid)}) : Starting frontend: cannot bind socket (Address already in use) [0.0.0.0:${String(taken)}]`,
    );
    return 1;
  }
  RELOADS.set(process, () => {
    // The old process goes on when the new one does not start.
    const next = readConfig(host, path);
    if (next.ok) listeners.replace(next.frontends);
  });
  yield { kind: 'future', future: new Future() };
  return 0;
};

/** SIGUSR2 to the master process. */
export function reloadHaproxy(process: Process): void {
  RELOADS.get(process)?.();
}

function readConfig(host: Host, path: string): ParsedProxyConfig {
  const text = host.disk.text(path);
  if (text === undefined) {
    return {
      ok: false,
      message: `Cannot open configuration file/directory ${path} : No such file or directory`,
    };
  }
  return parseHaproxyConfig(text, path);
}
