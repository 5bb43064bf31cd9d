import type { Host } from '../host/host.js';
import { HAPROXY_CONFIG_PATH } from './haproxy-config.js';
import { NGINX_CONFIG_PATH } from './nginx-config.js';

/** An address of TEST-NET-1: nobody has it. */
const DEAD_BACKEND = '192.0.2.1:6443';
/** A line that names a backend, possibly commented out, in the configuration of either program. */
const BACKEND_LINE = /^(\s*)((?:#by-hand-\d+ )*)(server\s.*?)(\d+(?:\.\d+){3}:\d+)(.*)$/;

/** How often the configuration of a host was edited. */
const EDITS = new WeakMap<Host, number>();

export interface BackendEdit {
  /** Backends by address that are commented out. */
  readonly without: (address: string) => boolean;
  /** Adds a backend that does not exist. */
  readonly addDead: boolean;
}

/**
 * A person edits the backends in the configuration of a load balancer and reloads it. Lines are commented out and not
 * removed, so that several edits can be taken back in any order; one that was overwritten meanwhile is gone. The answer
 * takes this edit back.
 */
export function editBackends(host: Host, edit: BackendEdit): () => void {
  const number = (EDITS.get(host) ?? 0) + 1;
  EDITS.set(host, number);
  const mark = `#by-hand-${String(number)}`;
  change(host, (line) => {
    const [, indent = '', marks = '', server = '', address = '', rest = ''] = BACKEND_LINE.exec(line) ?? [];
    if (server === '') return [line];
    const kept = edit.without(address.replace(/:\d+$/, '')) ? `${indent}${mark} ${line.trimStart()}` : line;
    if (!edit.addDead || marks !== '') return [kept];
    return [`${indent}${server}${DEAD_BACKEND}${rest.replace(/\s*#.*$/, '')} ${mark}`, kept];
  });
  return () => {
    change(host, (line) => (line.endsWith(` ${mark}`) ? [] : [line.replace(`${mark} `, '')]));
  };
}

function change(host: Host, lineOf: (line: string) => readonly string[]): void {
  for (const [path, unit] of [
    [NGINX_CONFIG_PATH, 'nginx'],
    [HAPROXY_CONFIG_PATH, 'haproxy'],
  ] as const) {
    const text = host.disk.text(path);
    if (text === undefined) continue;
    const changed = text.split('\n').flatMap(lineOf).join('\n');
    if (changed === text) continue;
    host.disk.write(path, changed, { inPlace: true });
    host.units.get(unit)?.reload?.();
  }
}
