import type { Task } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type {
  EtcdClient,
  EtcdClientOptions,
  EtcdMember,
  EtcdResult,
  EtcdStatus,
  KeyValue,
} from './client.js';
import type { CredentialSource } from './credentials.js';
import type { EtcdClientApi, Pending, Reply, RequestContext } from './server/client-api.js';
import type { Call } from './session.js';
import { EtcdSession } from './session.js';

const TRUSTED: CredentialSource = () => ({ kind: 'trusted' });

/** A client on `host`, as kube-apiserver and kubeadm hold one; its connection is kept between calls. */
export function createEtcdClient(host: Host, options: EtcdClientOptions): EtcdClient {
  return new SessionClient(host, options);
}

class SessionClient implements EtcdClient {
  readonly #host: Host;
  readonly #options: EtcdClientOptions;
  readonly #session: EtcdSession;

  constructor(host: Host, options: EtcdClientOptions) {
    this.#host = host;
    this.#options = options;
    this.#session = this.#sessionFor(options.endpoints);
  }

  get(key: string, options: ReadOptions = {}): Task<EtcdResult<KeyValue | undefined>> {
    return this.#session.ask(new KeyRead(key, false, options), firstOf);
  }

  range(prefix: string, options: ReadOptions = {}): Task<EtcdResult<readonly KeyValue[]>> {
    return this.#session.ask(new KeyRead(prefix, true, options), valueOf);
  }

  put(
    key: string,
    value: unknown,
    options: PutOptions = {},
  ): Task<EtcdResult<{ readonly revision: number }>> {
    return this.#session.ask(new KeyWrite(key, value, options), revisionOf);
  }

  delete(key: string): Task<EtcdResult<{ readonly deleted: number }>> {
    return this.#session.ask(
      { kind: 'write', send: (api, context) => api.delete(key, { prefix: false }, context) },
      (reply) => ({ deleted: reply.value }),
    );
  }

  memberList(): Task<EtcdResult<readonly EtcdMember[]>> {
    return this.#session.ask(
      { kind: 'read', send: (api, context) => api.memberList({ serializable: false }, context) },
      valueOf,
    );
  }

  memberAdd(
    peerUrls: readonly string[],
    options: { readonly learner: boolean },
  ): Task<EtcdResult<{ readonly member: EtcdMember; readonly members: readonly EtcdMember[] }>> {
    return this.#session.ask(
      { kind: 'write', send: (api, context) => api.memberAdd(peerUrls, options, context) },
      valueOf,
    );
  }

  memberRemove(id: string): Task<EtcdResult<readonly EtcdMember[]>> {
    return this.#session.ask(
      { kind: 'write', send: (api, context) => api.memberRemove(id, context) },
      valueOf,
    );
  }

  memberPromote(id: string): Task<EtcdResult<readonly EtcdMember[]>> {
    return this.#session.ask(
      { kind: 'write', send: (api, context) => api.memberPromote(id, context) },
      valueOf,
    );
  }

  status(endpoint: string): Task<EtcdResult<EtcdStatus>> {
    const session = this.#sessionFor([endpoint]);
    return session.ask({ kind: 'read', send: (api, context) => api.status(context) }, valueOf);
  }

  moveLeader(targetId: string): Task<EtcdResult<undefined>> {
    return this.#session.ask(
      { kind: 'write', send: (api, context) => api.moveLeader(targetId, context) },
      valueOf,
    );
  }

  #sessionFor(endpoints: readonly string[]): EtcdSession {
    const { timeoutUs, credentials = TRUSTED } = this.#options;
    return new EtcdSession(this.#host, { endpoints, timeoutUs, credentials });
  }
}

interface ReadOptions {
  readonly serializable?: boolean;
}

interface PutOptions {
  readonly ifModRevision?: number;
}

/** Classes for what an apiserver asks all the time. */
class KeyRead implements Call<readonly KeyValue[]> {
  readonly kind = 'read';
  readonly #key: string;
  readonly prefix: boolean;
  readonly serializable: boolean;

  constructor(key: string, prefix: boolean, { serializable = false }: ReadOptions) {
    this.#key = key;
    this.prefix = prefix;
    this.serializable = serializable;
  }

  send(api: EtcdClientApi, context: RequestContext): Pending<readonly KeyValue[]> {
    return api.range(this.#key, this, context);
  }
}

class KeyWrite implements Call<number> {
  readonly kind = 'write';
  readonly #key: string;
  readonly #value: unknown;
  readonly #options: PutOptions;

  constructor(key: string, value: unknown, options: PutOptions) {
    this.#key = key;
    this.#value = value;
    this.#options = options;
  }

  send(api: EtcdClientApi, context: RequestContext): Pending<number> {
    return api.put(this.#key, this.#value, this.#options, context);
  }
}

function valueOf<T>(reply: Reply<T>): T {
  return reply.value;
}

function firstOf(reply: Reply<readonly KeyValue[]>): KeyValue | undefined {
  return reply.value[0];
}

function revisionOf(reply: Reply<number>): { readonly revision: number } {
  return { revision: reply.value };
}
