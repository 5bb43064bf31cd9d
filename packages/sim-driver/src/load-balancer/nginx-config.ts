import { rememberByText } from '../engine/remember.js';
import { MICROS_PER_SECOND, millis, seconds } from '../engine/scheduler.js';
import type { Micros } from '../engine/scheduler.js';
import type { ParsedProxyConfig, ProxyBackend, ProxyFrontend } from './proxy-config.js';
import { parseEndpoint } from './proxy-config.js';

export const NGINX_CONFIG_PATH = '/etc/nginx/nginx.conf';
/** ngx_stream_proxy_module: defaults. */
const DEFAULT_CONNECT_TIMEOUT_US = seconds(60);
const DEFAULT_MAX_FAILS = 1;
const DEFAULT_FAIL_TIMEOUT_US = seconds(10);

/** The directives that may stand in the main block, in `stream`, in its `upstream` and in its `server`. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  main: [
    'user',
    'worker_processes',
    'worker_rlimit_nofile',
    'pid',
    'error_log',
    'include',
    'load_module',
    'events',
    'http',
    'stream',
    'daemon',
  ],
  stream: [
    'upstream',
    'server',
    'include',
    'log_format',
    'access_log',
    'error_log',
    'proxy_connect_timeout',
    'proxy_timeout',
    'resolver',
    'tcp_nodelay',
  ],
  upstream: ['server', 'least_conn', 'hash', 'random', 'zone'],
  server: [
    'listen',
    'proxy_pass',
    'proxy_connect_timeout',
    'proxy_timeout',
    'proxy_socket_keepalive',
    'proxy_next_upstream',
    'proxy_next_upstream_timeout',
    'proxy_next_upstream_tries',
    'proxy_buffer_size',
    'access_log',
    'error_log',
    'tcp_nodelay',
  ],
};

interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  /** Absent: ends with a semicolon. */
  readonly block?: readonly Directive[];
}

/** Thrown inside this file only: the first error ends the parsing, as it does in nginx. */
class ConfigError extends Error {}

/** Reads nginx.conf as far as TCP load balancing goes; `read` gives the content of included files. */
export function parseNginxConfig(
  text: string,
  includes: (pattern: string) => readonly string[],
): ParsedProxyConfig {
  try {
    const main = check('main', parseBlock(tokenize(text).values(), includes));
    const streams = main
      .filter(({ name }) => name === 'stream')
      .flatMap(({ block }) => check('stream', block ?? []));
    const upstreams = new Map(
      streams
        .filter(({ name }) => name === 'upstream')
        .map((upstream) => [upstream.args[0] ?? '', readUpstream(upstream)] as const),
    );
    const servers = streams.filter(({ name }) => name === 'server');
    return { ok: true, frontends: servers.map((server) => readServer(server, streams, upstreams)) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ok: false, message: error.message };
  }
}

interface Upstream {
  readonly backends: readonly ProxyBackend[];
  readonly maxFails: number;
  readonly failTimeoutUs: Micros;
}

function readUpstream(upstream: Directive): Upstream {
  const servers = check('upstream', upstream.block ?? []).filter(({ name }) => name === 'server');
  if (servers.length === 0) throw error('no servers are inside upstream', upstream.line);
  const parameter = (name: string): string | undefined => {
    for (const { args } of servers) {
      const found = args.find((arg) => arg.startsWith(`${name}=`));
      if (found !== undefined) return found.slice(name.length + 1);
    }
    return undefined;
  };
  return {
    backends: servers.map((server) => {
      const endpoint = parseEndpoint(server.args[0] ?? '');
      if (endpoint === undefined) throw error(`no port in upstream "${server.args[0] ?? ''}"`, server.line);
      return { name: server.args[0] ?? '', ...endpoint };
    }),
    maxFails: Number(parameter('max_fails') ?? DEFAULT_MAX_FAILS),
    failTimeoutUs: parseTime(parameter('fail_timeout')) ?? DEFAULT_FAIL_TIMEOUT_US,
  };
}

function readServer(
  server: Directive,
  stream: readonly Directive[],
  upstreams: ReadonlyMap<string, Upstream>,
): ProxyFrontend {
  const block = check('server', server.block ?? []);
  const value = (name: string): string | undefined =>
    (block.find((one) => one.name === name) ?? stream.find((one) => one.name === name))?.args[0];
  const listen = value('listen');
  const pass = block.find(({ name }) => name === 'proxy_pass');
  if (listen === undefined) throw error('no "listen" is defined for server', server.line);
  if (pass === undefined) throw error('no handler for server', server.line);
  const target = pass.args[0] ?? '';
  const direct = parseEndpoint(target);
  const upstream =
    upstreams.get(target) ??
    (direct === undefined
      ? undefined
      : { backends: [{ name: target, ...direct }], maxFails: 0, failTimeoutUs: DEFAULT_FAIL_TIMEOUT_US });
  if (upstream === undefined) throw error(`host not found in upstream "${target}"`, pass.line);
  const endpoint = parseEndpoint(listen) ?? { address: '0.0.0.0', port: Number(listen) };
  if (!Number.isInteger(endpoint.port))
    throw error(`invalid parameter "${listen}" of the "listen" directive`, server.line);
  return {
    ...endpoint,
    backends: upstream.backends,
    connectTimeoutUs: parseTime(value('proxy_connect_timeout')) ?? DEFAULT_CONNECT_TIMEOUT_US,
    health: { kind: 'passive', maxFails: upstream.maxFails, failTimeoutUs: upstream.failTimeoutUs },
  };
}

function check(context: string, block: readonly Directive[]): readonly Directive[] {
  const known = KNOWN[context] ?? [];
  for (const { name, line } of block)
    if (!known.includes(name)) throw error(`unknown directive "${name}"`, line);
  return block;
}

interface Token {
  readonly text: string;
  readonly line: number;
  /** A brace or semicolon that was not quoted. */
  readonly structural: boolean;
}

const tokenize = rememberByText((text): readonly Token[] => {
  const tokens: Token[] = [];
  let line = 1;
  for (const [whole, quoted, structural] of text.matchAll(
    /#[^\n]*|\n|"((?:[^"\\]|\\.)*)"|([{};])|[^\s{};"#]+/g,
  )) {
    if (whole === '\n') line += 1;
    else if (!whole.startsWith('#')) {
      tokens.push({ text: quoted ?? whole, line, structural: structural !== undefined });
    }
  }
  return tokens;
});

/** Takes tokens, which a nested block shares with the one around it, up to the end of the block; the outermost block ends with the file. */
function parseBlock(
  tokens: IterableIterator<Token>,
  includes: (pattern: string) => readonly string[],
  nested = false,
): readonly Directive[] {
  const directives: Directive[] = [];
  let words: Token[] = [];
  let line = 1;
  for (const token of tokens) {
    line = token.line;
    if (!token.structural) {
      words.push(token);
      continue;
    }
    const [first, ...rest] = words;
    words = [];
    if (token.text === '}') {
      if (first !== undefined || !nested) throw error('unexpected "}"', line);
      return directives;
    }
    if (first === undefined) throw error(`unexpected "${token.text}"`, line);
    const head = { name: first.text, args: rest.map(({ text }) => text), line: first.line };
    if (token.text === '{') {
      directives.push({ ...head, block: parseBlock(tokens, includes, true) });
    } else if (head.name === 'include') {
      for (const text of includes(head.args[0] ?? ''))
        directives.push(...parseBlock(tokenize(text).values(), includes));
    } else {
      directives.push(head);
    }
  }
  if (nested || words.length > 0) {
    throw error(`unexpected end of file, expecting ${words.length > 0 ? '";" or "}"' : '"}"'}`, line);
  }
  return directives;
}

function error(message: string, line: number): ConfigError {
  return new ConfigError(`${message} in ${NGINX_CONFIG_PATH}:${String(line)}`);
}

/** `1s`, `500ms`, `10m`, `10` (seconds). */
function parseTime(text: string | undefined): Micros | undefined {
  const match = /^(\d+)(ms|s|m|h)?$/.exec(text ?? '');
  if (match === null) return undefined;
  const value = Number(match[1]);
  if (match[2] === 'ms') return millis(value);
  return value * MICROS_PER_SECOND * (match[2] === 'm' ? 60 : match[2] === 'h' ? 3_600 : 1);
}
