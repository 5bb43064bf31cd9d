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

  function* values<T>(call: Call<T>): Task<EtcdResult<T>> {
    const result: EtcdResult<Reply<T>> = yield* session.call(call);
    return result.ok ? succeeded(result.value.value) : result;
  }

  const range = (key: string, prefix: boolean, serializable = false): Task<EtcdResult<readonly KeyValue[]>> =>
    values({ kind: 'read', send: (api, context) => api.range(key, { prefix, serializable }, context) });

  return {
    *get(key, readOptions = {}) {
      const result = yield* range(key, false, readOptions.serializable);
      return result.ok ? succeeded(result.value[0]) : result;
    },
    range: (prefix, readOptions = {}) => range(prefix, true, readOptions.serializable),
    *put(key, value, putOptions = {}) {
      const result = yield* values({
        kind: 'write',
        send: (api, context) => api.put(key, value, putOptions, context),
      });
      return result.ok ? succeeded({ revision: result.value }) : result;
    },
    *delete(key) {
      const result = yield* values({
        kind: 'write',
        send: (api, context) => api.delete(key, { prefix: false }, context),
      });
      return result.ok ? succeeded({ deleted: result.value }) : result;
    },
    memberList: () =>
      values({ kind: 'read', send: (api, context) => api.memberList({ serializable: false }, context) }),
    memberAdd: (peerUrls, addOptions) =>
      values({ kind: 'write', send: (api, context) => api.memberAdd(peerUrls, addOptions, context) }),
    memberRemove: (id) => values({ kind: 'write', send: (api, context) => api.memberRemove(id, context) }),
    memberPromote: (id) => values({ kind: 'write', send: (api, context) => api.memberPromote(id, context) }),
    *status(endpoint) {
      const result = yield* sessionFor([endpoint]).call({
        kind: 'read',
        send: (api, context) => api.status(context),
      });
      return result.ok ? succeeded(result.value.value) : result;
    },
    moveLeader: (targetId) =>
      values({ kind: 'write', send: (api, context) => api.moveLeader(targetId, context) }),
  };
}
