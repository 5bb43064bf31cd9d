import type { Micros } from '../engine/scheduler.js';
import { MICROS_PER_SECOND, millis, seconds } from '../engine/scheduler.js';
import type { ParsedProxyConfig, ProxyBackend, ProxyFrontend } from './proxy-config.js';
import { parseEndpoint } from './proxy-config.js';

export const HAPROXY_CONFIG_PATH = '/etc/haproxy/haproxy.cfg';
const DEFAULT_INTERVAL_US = seconds(2);
const DEFAULT_CONNECT_TIMEOUT_US = seconds(5);

const SECTIONS = ['global', 'defaults', 'frontend', 'backend', 'listen'];
/** Keywords of proxy sections; `global` is not looked into. */
const KEYWORDS = new Set([
  'mode',
  'log',
  'option',
  'retries',
  'timeout',
  'bind',
  'default_backend',
  'use_backend',
  'balance',
  'server',
  'default-server',
  'http-check',
  'tcp-check',
  'maxconn',
  'errorfile',
  'stats',
  'no',
  'tcp-request',
  'description',
  'acl',
  'http-request',
]);

interface Section {
  readonly type: string;
  readonly name: string;
  readonly lines: readonly (readonly string[])[];
}

/** Reads haproxy.cfg as far as TCP load balancing goes. */
export function parseHaproxyConfig(text: string, path: string): ParsedProxyConfig {
  const sections: { type: string; name: string; lines: (readonly string[])[] }[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const words = raw
      .replace(/(^|\s)#.*$/, '')
      .split(/\s+/)
      .filter((word) => word !== '');
    const [keyword, name = ''] = words;
    if (keyword === undefined) continue;
    const refuse = (why: string): ParsedProxyConfig => ({
      ok: false,
      message: `parsing [${path}:${String(index + 1)}] : ${why}`,
    });
    if (SECTIONS.includes(keyword)) {
      sections.push({ type: keyword, name, lines: [] });
      continue;
    }
    const section = sections.at(-1);
    if (section === undefined) return refuse(`unknown keyword '${keyword}' out of section.`);
    if (section.type !== 'global' && !KEYWORDS.has(keyword)) {
      return refuse(`unknown keyword '${keyword}' in '${section.type}' section`);
    }
    if (keyword === 'server' && parseEndpoint(words[2] ?? '') === undefined) {
      return refuse(`'server ${name}' : invalid address: '${words[2] ?? ''}'`);
    }
    section.lines.push(words);
  }
  return assemble(sections);
}

function assemble(sections: readonly Section[]): ParsedProxyConfig {
  const defaults = sections.filter(({ type }) => type === 'defaults').flatMap(({ lines }) => lines);
  const frontends: ProxyFrontend[] = [];
  for (const section of sections) {
    if (section.type !== 'frontend' && section.type !== 'listen') continue;
    const backendName = lineOf(section.lines, 'default_backend')?.[1];
    const backend =
      section.type === 'listen'
        ? section
        : sections.find(({ type, name }) => type === 'backend' && name === backendName);
    if (backend === undefined && backendName !== undefined) {
      return {
        ok: false,
        message: `Proxy '${section.name}': unable to find required default_backend: '${backendName}'.`,
      };
    }
    const lines = [...(backend?.lines ?? []), ...defaults];
    for (const bind of section.lines.filter(([keyword]) => keyword === 'bind')) {
      frontends.push({
        ...bindAddress(bind[1] ?? ''),
        backends: (backend?.lines ?? []).filter(([keyword]) => keyword === 'server').map(toBackend),
        connectTimeoutUs: timeoutOf(lines, 'connect') ?? DEFAULT_CONNECT_TIMEOUT_US,
        health: healthOf(lines),
      });
    }
  }
  return { ok: true, frontends };
}

function toBackend(server: readonly string[]): ProxyBackend {
  const endpoint = parseEndpoint(server[2] ?? '') ?? { address: '', port: 0 };
  return { name: server[1] ?? '', ...endpoint };
}

/** `check` and its settings may stand on the servers or on `default-server`; the same for all servers here. */
function healthOf(lines: readonly (readonly string[])[]): ProxyFrontend['health'] {
  const settings = lines.filter(([keyword]) => keyword === 'server' || keyword === 'default-server').flat();
  if (!settings.includes('check')) return { kind: 'none' };
  const after = (name: string): string | undefined => {
    const index = settings.indexOf(name);
    return index === -1 ? undefined : settings[index + 1];
  };
  const httpPath = httpCheckPath(lines);
  return {
    kind: 'active',
    ...(httpPath === undefined ? {} : { httpPath }),
    intervalUs: parseTime(after('inter')) ?? DEFAULT_INTERVAL_US,
    fall: Number(after('fall') ?? '3'),
    rise: Number(after('rise') ?? '2'),
    shutdownSessions: after('on-marked-down') === 'shutdown-sessions',
  };
}

function httpCheckPath(lines: readonly (readonly string[])[]): string | undefined {
  const option = lines.find(([keyword, name]) => keyword === 'option' && name === 'httpchk');
  if (option === undefined) return undefined;
  const send = lines.find(([keyword, verb]) => keyword === 'http-check' && verb === 'send');
  const uri = send?.[send.indexOf('uri') + 1];
  return uri ?? option.find((word) => word.startsWith('/')) ?? '/';
}

function lineOf(lines: readonly (readonly string[])[], keyword: string): readonly string[] | undefined {
  return lines.find(([first]) => first === keyword);
}

function timeoutOf(lines: readonly (readonly string[])[], which: string): Micros | undefined {
  return parseTime(lines.find(([keyword, name]) => keyword === 'timeout' && name === which)?.[2]);
}

/** `:6443`, `*:6443`, `10.0.0.1:6443`. */
function bindAddress(text: string): { readonly address: string; readonly port: number } {
  const separator = text.lastIndexOf(':');
  const address = text.slice(0, separator);
  return {
    address: address === '' || address === '*' ? '0.0.0.0' : address,
    port: Number(text.slice(separator + 1)),
  };
}

/** `1s`, `10m`, `500` (milliseconds). */
function parseTime(text: string | undefined): Micros | undefined {
  const match = /^(\d+)(ms|s|m|h)?$/.exec(text ?? '');
  if (match === null) return undefined;
  const value = Number(match[1]);
  if (match[2] === undefined || match[2] === 'ms') return millis(value);
  return value * MICROS_PER_SECOND * (match[2] === 'm' ? 60 : match[2] === 'h' ? 3_600 : 1);
}
