import { millis, seconds } from '../../src/engine/scheduler.js';
import type { Task } from '../../src/engine/task.js';
import { sleep } from '../../src/engine/task.js';
import type {
  AppliedChange,
  EtcdClient,
  EtcdClientOptions,
  EtcdClientService,
  EtcdResult,
  KeyValue,
} from '../../src/etcd/client.js';
import type { Host } from '../../src/host/host.js';
import type { Program } from '../../src/host/process.js';
import type { HttpService } from '../../src/network/service.js';

/** One store for all members of a test, with a switch for quorum. Membership is not modelled. */
export class FakeEtcd {
  quorum = true;
  /** Requests that reached a member. */
  requests = 0;
  readonly keys = new Map<string, KeyValue>();
  readonly #listeners = new Set<(change: AppliedChange) => void>();
  #revision = 1;

  readonly program: Program = function* (this: FakeEtcd, process: Parameters<Program>[0]) {
    const { host } = process;
    yield* sleep(seconds(1));
    const service: EtcdClientService = {
      protocol: 'etcd-client',
      serves: true,
      onApplied: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      applied: (prefix) => this.#range(prefix),
    };
    const isHealthy = (path: string): boolean => this.quorum || path.includes('serializable=true');
    const health: HttpService = {
      protocol: 'http',
      *get(path) {
        yield* sleep(millis(1));
        return isHealthy(path)
          ? { status: 200, body: '{"health":"true"}' }
          : { status: 503, body: '{"health":"false"}' };
      },
    };
    host.listen(process, '0.0.0.0', 2379, service);
    host.listen(process, '0.0.0.0', 2380, { protocol: 'fake-etcd-peer' });
    host.listen(process, '127.0.0.1', 2381, health);
    for (;;) yield* sleep(seconds(1e9));
  }.bind(this);

  readonly dial = (host: Host, options: EtcdClientOptions): EtcdClient => {
    const reach = (): Task<EtcdResult<undefined>> => this.#reach(host, options);
    const unsupported = (): never => {
      throw new Error('the fake has no membership');
    };
    const { keys } = this;
    const range = (prefix: string): readonly KeyValue[] => this.#range(prefix);
    const change = (key: string, value: unknown): number => this.#change(key, value);
    return {
      *get(key) {
        const reached = yield* reach();
        return reached.ok ? { ok: true, value: keys.get(key) } : reached;
      },
      *range(prefix) {
        const reached = yield* reach();
        return reached.ok ? { ok: true, value: range(prefix) } : reached;
      },
      *put(key, value, putOptions) {
        const reached = yield* reach();
        if (!reached.ok) return reached;
        const before = keys.get(key);
        const expected = putOptions?.ifModRevision;
        if (expected !== undefined && (before?.modRevision ?? 0) !== expected) {
          return {
            ok: false,
            error: { code: 'FailedPrecondition', message: 'compare failed', ambiguous: false },
          };
        }
        return { ok: true, value: { revision: change(key, value) } };
      },
      *delete(key) {
        const reached = yield* reach();
        if (!reached.ok) return reached;
        if (!keys.has(key)) return { ok: true, value: { deleted: 0 } };
        change(key, undefined);
        return { ok: true, value: { deleted: 1 } };
      },
      memberList: unsupported,
      memberAdd: unsupported,
      memberRemove: unsupported,
      memberPromote: unsupported,
      status: unsupported,
      moveLeader: unsupported,
    };
  };

  #range(prefix: string): readonly KeyValue[] {
    return [...this.keys.values()].filter(({ key }) => key.startsWith(prefix));
  }

  /** Sets a key, or deletes it when there is no value, and tells the watchers. */
  #change(key: string, value: unknown): number {
    const before = this.keys.get(key);
    this.#revision += 1;
    const revision = this.#revision;
    if (value === undefined) {
      this.keys.delete(key);
    } else {
      const createRevision = before?.createRevision ?? revision;
      this.keys.set(key, {
        key,
        value,
        createRevision,
        modRevision: revision,
        version: (before?.version ?? 0) + 1,
      });
    }
    for (const listener of [...this.#listeners]) listener({ key, value, revision });
    return revision;
  }

  *#reach(host: Host, options: EtcdClientOptions): Task<EtcdResult<undefined>> {
    this.requests += 1;
    yield* sleep(millis(1));
    if (host.listenerAt('127.0.0.1', 2379) === undefined) {
      return { ok: false, error: { code: 'Unavailable', message: 'connection refused', ambiguous: false } };
    }
    if (this.quorum) return { ok: true, value: undefined };
    yield* sleep(Math.min(options.timeoutUs, seconds(7)));
    if (options.timeoutUs < seconds(7)) {
      return {
        ok: false,
        error: { code: 'DeadlineExceeded', message: 'context deadline exceeded', ambiguous: true },
      };
    }
    return {
      ok: false,
      error: { code: 'Unavailable', message: 'etcdserver: request timed out', ambiguous: true },
    };
  }
}
