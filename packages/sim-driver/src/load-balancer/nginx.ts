import { Future } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Process, Program } from '../host/process.js';
import { NGINX_CONFIG_PATH, parseNginxConfig } from './nginx-config.js';
import type { ParsedProxyConfig } from './proxy-config.js';
import { ProxyListeners } from './proxy-process.js';

const RELOADS = new WeakMap<Process, () => void>();

/** Program `nginx`: `-t` checks the configuration; without it, it runs in the foreground of its unit. */
export const nginx: Program = function* (process) {
  const { host } = process;
  const config = readConfig(host);
  if (process.argv.includes('-t')) {
    if (!config.ok) {
      process.err(`nginx: [emerg] ${config.message}`);
      process.err(`nginx: configuration file ${NGINX_CONFIG_PATH} test failed`);
      return 1;
    }
    process.err(`nginx: the configuration file ${NGINX_CONFIG_PATH} syntax is ok`);
    process.err(`nginx: configuration file ${NGINX_CONFIG_PATH} test is successful`);
    return 0;
  }
  if (!config.ok) {
    process.err(`nginx: [emerg] ${config.message}`);
    return 1;
  }
  const listeners = new ProxyListeners(process);
  const taken = listeners.replace(config.frontends);
  if (taken !== undefined) {
    process.err(`nginx: [emerg] bind() to 0.0.0.0:${String(taken)} failed (98: Address already in use)`);
    return 1;
  }
  RELOADS.set(process, () => {
    // nginx keeps the old configuration when the new one is bad.
    const next = readConfig(host);
    if (next.ok) listeners.replace(next.frontends);
  });
  yield { kind: 'future', future: new Future() };
  return 0;
};

/** SIGHUP. */
export function reloadNginx(process: Process): void {
  RELOADS.get(process)?.();
}

function readConfig(host: Host): ParsedProxyConfig {
  const text = host.disk.text(NGINX_CONFIG_PATH);
  if (text === undefined) {
    return { ok: false, message: `open() "${NGINX_CONFIG_PATH}" failed (2: No such file or directory)` };
  }
  return parseNginxConfig(text, (pattern) => includedFiles(host, pattern));
}

/** `/etc/nginx/stream.d/*.conf`: files of one directory, or one file. */
function includedFiles(host: Host, pattern: string): readonly string[] {
  const absolute = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
  const star = absolute.indexOf('*');
  if (star === -1) return [host.disk.text(absolute) ?? ''];
  const directory = absolute.slice(0, absolute.lastIndexOf('/'));
  const suffix = absolute.slice(star + 1);
  return host.disk
    .filesBelow(directory)
    .filter((path) => path.endsWith(suffix) && !path.slice(directory.length + 1).includes('/'))
    .map((path) => host.disk.text(path) ?? '');
}
