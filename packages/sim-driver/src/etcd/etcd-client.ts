import type { Task } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { EtcdClient, EtcdClientOptions, EtcdResult, KeyValue } from './client.js';
import type { CredentialSource } from './credentials.js';
import { succeeded } from './errors.js';
import type { Reply } from './server/client-api.js';
import type { Call } from './session.js';
import { EtcdSession } from './session.js';

const TRUSTED: CredentialSource = () => ({ kind: 'trusted' });

/** A client on `host`, as kube-apiserver and kubeadm hold one; its connection is kept between calls. */
export function createEtcdClient(host: Host, options: EtcdClientOptions): EtcdClient {
  const { credentials = TRUSTED } = options;
  const sessionFor = (endpoints: readonly string[]): EtcdSession =>
    new EtcdSession(host, { endpoints, timeoutUs: options.timeoutUs, credentials });
  const session = sessionFor(options.endpoints);

  function* ask<T, R>(call: Call<T>, read: (value: T) => R, of = session): Task<EtcdResult<R>> {
    const result: EtcdResult<Reply<T>> = yield* of.call(call);
    return result.ok ? succeeded(read(result.value.value)) : result;
  }

  return {
    get: (key, { serializable = false } = {}) =>
      ask(
        { kind: 'read', send: (api, context) => api.range(key, { prefix: false, serializable }, context) },
        firstOf,
      ),
    range: (prefix, { serializable = false } = {}) =>
      ask(
        { kind: 'read', send: (api, context) => api.range(prefix, { prefix: true, serializable }, context) },
        asItIs,
      ),
    put: (key, value, putOptions = {}) =>
      ask({ kind: 'write', send: (api, context) => api.put(key, value, putOptions, context) }, revisionOf),
    delete: (key) =>
      ask(
        { kind: 'write', send: (api, context) => api.delete(key, { prefix: false }, context) },
        (deleted) => ({ deleted }),
      ),
    memberList: () =>
      ask({ kind: 'read', send: (api, context) => api.memberList({ serializable: false }, context) }, asItIs),
    memberAdd: (peerUrls, addOptions) =>
      ask({ kind: 'write', send: (api, context) => api.memberAdd(peerUrls, addOptions, context) }, asItIs),
    memberRemove: (id) =>
      ask({ kind: 'write', send: (api, context) => api.memberRemove(id, context) }, asItIs),
    memberPromote: (id) =>
      ask({ kind: 'write', send: (api, context) => api.memberPromote(id, context) }, asItIs),
    status: (endpoint) =>
      ask({ kind: 'read', send: (api, context) => api.status(context) }, asItIs, sessionFor([endpoint])),
    moveLeader: (targetId) =>
      ask({ kind: 'write', send: (api, context) => api.moveLeader(targetId, context) }, asItIs),
  };
}

function asItIs<T>(value: T): T {
  return value;
}

function firstOf(entries: readonly KeyValue[]): KeyValue | undefined {
  return entries[0];
}

function revisionOf(revision: number): { readonly revision: number } {
  return { revision };
}
