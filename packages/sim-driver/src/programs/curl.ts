import { rememberByText, rememberPer } from '../engine/remember.js';
import { millis, seconds } from '../engine/scheduler.js';
import type { Task } from '../engine/task.js';
import { sleep } from '../engine/task.js';
import type { Process, Program } from '../host/process.js';
import type { HttpService, Service } from '../network/service.js';
import { Archives } from '../packages/archive.js';
import type { KubeApiService } from '../kubernetes/api-service.js';

const TIME_LIMITS = ['--max-time', '-m', '--connect-timeout'];
const DEFAULT_CONNECT_TIMEOUT_SECONDS = 300;

/** Program `curl` for HTTP services and the health paths of an apiserver; https needs `-k`. */
export const curl: Program = function* (process) {
  const { url, limitSeconds, unverified } = readArguments(process.argv);
  const parts = readUrl(url);
  if (parts === undefined) {
    process.err(`curl: (3) URL using bad/illegal format or missing URL`);
    return 3;
  }
  const published = Archives.of(process.world).fileAt(url);
  if (published !== undefined) {
    yield* sleep(millis(300));
    return save(process, published);
  }
  const { scheme, address, port, path } = parts;
  const { host } = process;
  const startedUs = host.world.scheduler.now();
  const connection = yield* host.world.network.connect(host, address, port, seconds(limitSeconds));
  if (connection.kind === 'dial-failed') {
    const tookMs = Math.floor((host.world.scheduler.now() - startedUs) / 1_000);
    if (connection.reason === 'timed-out') {
      process.err(`curl: (28) Connection timed out after ${String(tookMs)} milliseconds`);
      return 28;
    }
    if (connection.reason === 'eof') {
      process.err('curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL');
      return 35;
    }
    const why = connection.reason === 'refused' ? 'Connection refused' : 'No route to host';
    process.err(`curl: (7) Failed to connect to ${address} port ${String(port)}: ${why}`);
    return 7;
  }
  if (scheme === 'https' && !unverified) {
    process.err('curl: (60) SSL certificate problem: unable to get local issuer certificate');
    return 60;
  }
  return yield* fetch(process, connection.service, scheme, path);
};

/** The same command lines are run at every look. */
const readArguments = rememberPer((argv: readonly string[]) => ({
  url: argv.find(isUrl) ?? '',
  limitSeconds: timeLimit(argv),
  unverified: argv.some((argument) => /^-[a-zA-Z]*k/.test(argument) || argument === '--insecure'),
}));

function isUrl(argument: string): boolean {
  return argument.startsWith('http://') || argument.startsWith('https://');
}

const readUrl = rememberByText((url) => {
  const parts = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
  if (parts === null) return undefined;
  const [, scheme = '', address = '', port = scheme === 'https' ? '443' : '80', path = '/'] = parts;
  return { scheme, address, port: Number(port), path };
});

/** To the file of `-o`, else to stdout. */
function save(process: Process, text: string): number {
  const at = process.argv.indexOf('-o');
  if (at === -1) process.write('stdout', text);
  else process.writeFile(process.argv[at + 1] ?? '', text);
  return 0;
}

function* fetch(process: Process, service: Service, scheme: string, path: string): Task<number> {
  if (isHttp(service)) {
    process.write('stdout', (yield* service.get(path)).body);
    return 0;
  }
  if (isKubeApi(service) && scheme === 'https') {
    process.write('stdout', (yield* service.health(path)).body);
    return 0;
  }
  process.err('curl: (52) Empty reply from server');
  return 52;
}

function timeLimit(argv: readonly string[]): number {
  const index = argv.findIndex((argument) => TIME_LIMITS.includes(argument));
  return index === -1 ? DEFAULT_CONNECT_TIMEOUT_SECONDS : Number(argv[index + 1] ?? '0');
}

function isHttp(service: Service): service is HttpService {
  return service.protocol === 'http';
}

function isKubeApi(service: Service): service is KubeApiService {
  return service.protocol === 'kube-api';
}
