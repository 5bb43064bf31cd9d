import { millis, seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { Future, sleep, within } from '../../engine/task.js';
import type { EtcdClient, EtcdClientOptions, EtcdClientService } from '../../etcd/client.js';
import type { Host } from '../../host/host.js';
import type { Process, Program } from '../../host/process.js';
import type { Service } from '../../network/service.js';
import type { Certificate } from '../../pki/certificate.js';
import type { KubeApiService, KubeChange } from '../api-service.js';
import { CertificateFile } from '../certificate-file.js';
import type { KubeClient, KubeCredential, KubeObject, KubeResult } from '../client.js';
import { EtcdSuspicion } from '../etcd-suspicion.js';
import { parseFlags } from '../flags.js';
import { succeeded, unauthorized } from '../kube-error.js';
import { credentialFiles } from '../../etcd/credentials.js';
import type { AuthenticationContext } from './authentication.js';
import { authenticate } from './authentication.js';
import type { RawAnswer } from './authorized-api.js';
import { AuthorizedApi } from './authorized-api.js';
import { healthAnswer } from './health-checks.js';
import { registryPrefix, resourceOf } from '../resources.js';
import { ObjectStore, objectAt } from './object-store.js';
import { REGISTRY, WatchCache } from './watch-cache.js';

/** Makes the client through which an apiserver talks to etcd. */
export type EtcdDialer = (host: Host, options: EtcdClientOptions) => EtcdClient;

const PKI = '/etc/kubernetes/pki';
const HEALTH_KEY = '/registry/health';
/** kube-apiserver gives up when its storage cannot be dialled for this long. */
const ETCD_DIAL_SECONDS = 20;
/** Without quorum kube-apiserver answers a request after about this long. */
const REQUEST_TIMEOUT_US = seconds(10.6);
/** `--etcd-healthcheck-timeout`. */
const HEALTH_TIMEOUT_US = seconds(2);
const FIRST_PROBE_PAUSE_US = seconds(2);
const LONGEST_PROBE_PAUSE_US = seconds(10);

/** Program `kube-apiserver` with the flags that kubeadm writes. */
export function createKubeApiserver(dialEtcd: EtcdDialer): Program {
  return function* kubeApiserver(process) {
    const { host, world } = process;
    const flags = parseFlags(process.argv);
    const endpoints = (flags.get('etcd-servers') ?? 'https://127.0.0.1:2379').split(',');
    const rng = world.rng.stream(`kube-apiserver/${host.name}`);

    yield* sleep(millis(rng.integer(3_000, 6_000)));
    if (!(yield* etcdServes(host, endpoints))) {
      process.err('Error: error creating leases: error creating storage factory: context deadline exceeded');
      return 1;
    }
    const files = etcdFiles(host, flags);
    const apiserver = new Apiserver(process, flags, (timeoutUs) =>
      dialEtcd(host, { endpoints, timeoutUs, ...files }),
    );
    yield* apiserver.fillCache();
    const port = Number(flags.get('secure-port') ?? '6443');
    if (host.listen(process, flags.get('bind-address') ?? '0.0.0.0', port, apiserver) === undefined) {
      process.err(
        `Error: failed to create listener: listen tcp 0.0.0.0:${String(port)}: bind: address already in use`,
      );
      return 1;
    }
    yield* sleep(millis(rng.integer(1_000, 3_000)));
    return yield* apiserver.keepHealthy();
  };
}

/** A member on this host that does not serve yet is waited for; the dialling of others is left to the client. */
function* etcdServes(host: Host, endpoints: readonly string[]): Task<boolean> {
  for (let second = 0; second < ETCD_DIAL_SECONDS; second += 1) {
    if (endpoints.some((endpoint) => !isLocal(host, endpoint) || localEtcd(host)?.serves === true))
      return true;
    yield* sleep(seconds(1));
  }
  return false;
}

function etcdFiles(host: Host, flags: ReadonlyMap<string, string>): Pick<EtcdClientOptions, 'credentials'> {
  const [authority, certificate] = [flags.get('etcd-cafile'), flags.get('etcd-certfile')];
  if (authority === undefined || certificate === undefined) return {};
  return { credentials: credentialFiles(host, authority, certificate) };
}

function isLocal(host: Host, endpoint: string): boolean {
  return host.owns(endpoint.replace(/^https?:\/\//, '').replace(/:\d+$/, ''));
}

function localEtcd(host: Host): EtcdClientService | undefined {
  const service = host.listenerAt('127.0.0.1', 2379)?.service;
  return service !== undefined && isEtcd(service) ? service : undefined;
}

function isEtcd(service: Service): service is EtcdClientService {
  return service.protocol === 'etcd-client';
}

class Apiserver implements KubeApiService {
  readonly protocol = 'kube-api';
  readonly #process: Process;
  readonly #store: ObjectStore;
  readonly #healthEtcd: EtcdClient;
  readonly #cache = new WatchCache();
  readonly #servingCertificate: CertificateFile;
  readonly #authentication: AuthenticationContext;
  readonly #answerHealth = (path: string): Task<RawAnswer> => this.health(path);
  readonly #writableListeners = new Set<() => void>();
  #watched: EtcdClientService | undefined;
  #stopWatching: (() => void) | undefined;
  #suspected = new Future<undefined>();
  #writable = false;
  #bootstrapped = false;

  constructor(process: Process, flags: ReadonlyMap<string, string>, dial: (timeoutUs: number) => EtcdClient) {
    const { host, world } = process;
    this.#process = process;
    this.#servingCertificate = new CertificateFile(
      host,
      flags.get('tls-cert-file') ?? `${PKI}/apiserver.crt`,
    );
    const clientCa = new CertificateFile(host, flags.get('client-ca-file') ?? `${PKI}/ca.crt`);
    this.#authentication = {
      clientCa: () => clientCa.current(),
      clock: () => host.clock(),
      cache: this.#cache,
    };
    this.#healthEtcd = dial(HEALTH_TIMEOUT_US);
    const uids = world.rng.stream('kubernetes/uid');
    const suspicion = EtcdSuspicion.of(world);
    this.#store = new ObjectStore({
      etcd: dial(REQUEST_TIMEOUT_US),
      clock: () => host.clock(),
      newUid: () => `${uids.hex(8)}-${uids.hex(4)}-${uids.hex(4)}-${uids.hex(4)}-${uids.hex(12)}`,
      writable: () => this.#writable,
      onFailure: () => {
        suspicion.report();
      },
    });
    const unsubscribe = suspicion.onSuspect(() => {
      this.#suspected.settle(undefined);
    });
    process.exited.onSettled(() => {
      unsubscribe();
      this.#stopWatching?.();
    });
  }

  get writable(): boolean {
    return this.#writable;
  }

  certificate(): Certificate | undefined {
    return this.#servingCertificate.current();
  }

  session(credential: KubeCredential): KubeResult<KubeClient> {
    const identity = authenticate(credential, this.#authentication);
    return identity === undefined
      ? unauthorized()
      : succeeded(new AuthorizedApi(identity, this.#store, this.#answerHealth));
  }

  *health(path: string): Task<RawAnswer> {
    const etcd = (yield* this.#healthEtcd.get(HEALTH_KEY)).ok;
    if (etcd !== this.#writable && this.#bootstrapped) this.#suspected.settle(undefined);
    const state = { etcd, bootstrapped: this.#bootstrapped };
    return healthAnswer(path, state) ?? { status: 404, body: '404 page not found\n' };
  }

  onWritable(listener: () => void): () => void {
    this.#writableListeners.add(listener);
    return () => {
      this.#writableListeners.delete(listener);
    };
  }

  cached(kind: string): readonly KubeObject[] {
    return this.#cache.list(kind);
  }

  stored(kind: string): readonly KubeObject[] | undefined {
    return localEtcd(this.#process.host)
      ?.applied(registryPrefix(resourceOf(kind)))
      ?.map(objectAt);
  }

  watch(listener: (change: KubeChange) => void): () => void {
    return this.#cache.watch(listener);
  }

  /** Informers are filled before anybody is served, if etcd answers; else as soon as it does. */
  *fillCache(): Task<void> {
    yield* this.#probe();
  }

  /** Probes etcd at the start, whenever there is a reason to doubt it, and repeatedly only while it fails. */
  *keepHealthy(): Task<number> {
    let pauseUs = FIRST_PROBE_PAUSE_US;
    for (;;) {
      this.#suspected = new Future();
      if (yield* this.#probe()) {
        pauseUs = FIRST_PROBE_PAUSE_US;
        this.#setWritable(true);
        yield { kind: 'future', future: this.#suspected };
      } else {
        this.#setWritable(false);
        yield* within(this.#suspected, pauseUs);
        pauseUs = Math.min(pauseUs * 2, LONGEST_PROBE_PAUSE_US);
        // Whoever failed just now failed for the known reason: no faster than the pause.
        if (this.#suspected.settled) yield* sleep(FIRST_PROBE_PAUSE_US);
      }
    }
  }

  *#probe(): Task<boolean> {
    const answer = yield* this.#healthEtcd.get(HEALTH_KEY);
    if (!answer.ok) return false;
    const service = localEtcd(this.#process.host);
    if (service === undefined || service === this.#watched) return service !== undefined;
    this.#stopWatching?.();
    this.#watched = service;
    this.#stopWatching = service.onApplied((change) => {
      this.#cache.applied(change);
    });
    const listing = yield* this.#healthEtcd.range(REGISTRY);
    if (!listing.ok) {
      this.#watched = undefined;
      return false;
    }
    this.#cache.reset(listing.value);
    return true;
  }

  #setWritable(writable: boolean): void {
    const { world, host } = this.#process;
    if (writable && !this.#bootstrapped) {
      this.#bootstrapped = true;
      world.record('apiserver.ready', host.name);
    }
    if (writable === this.#writable) return;
    this.#writable = writable;
    if (!writable) world.record('apiserver.etcd-failing', host.name);
    for (const listener of [...this.#writableListeners]) listener();
  }
}
