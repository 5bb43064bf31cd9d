import { millis, seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { Future, sleep } from '../../engine/task.js';
import type { Host } from '../../host/host.js';
import type { KubeChange } from '../api-service.js';
import type { KubeObject } from '../client.js';
import { authorityOf, openKubeSession } from '../kube-client.js';
import type { KubeSession } from '../kube-session.js';
import { PING_TIMEOUT_US } from '../kube-session.js';
import { readKubeconfig } from '../kubeconfig-access.js';
import { LeaseRenewals, leaseKey } from '../lease-renewals.js';
import type { Lifetime } from '../lifetime.js';
import { NetworkPulse } from '../network-pulse.js';
import type { ReadyState } from '../node-object.js';
import { NO_CNI, READY, RUNTIME_DOWN, newNode, readyStateOf, withReadyState } from '../node-object.js';
import { AssignedPods, CNI_CONFIG, cniConfigured } from './assigned-pods.js';
import { requestCertificate, rotationDue } from './client-certificate.js';
import { KUBELET_CONF, nodeAddress, nodeName } from './kubelet-files.js';
import { MirrorPods } from './mirror-pods.js';
import { RuntimeHealth } from './runtime-health.js';
import type { StaticPods } from './static-pods.js';

const FIRST_RETRY_US = seconds(1);
const LONGEST_RETRY_US = seconds(7);
const ROTATION_RETRY_US = seconds(60);

/**
 * The kubelet's side of the API: registers its Node, reports its condition and its pods, and keeps its lease. It acts
 * when something changes; it polls only while it cannot reach the API or a write has failed.
 */
export class NodeAgent {
  readonly #host: Host;
  readonly #lifetime: Lifetime;
  readonly #mirrors: MirrorPods;
  readonly #assigned: AssignedPods;
  readonly #renewals: LeaseRenewals;
  #wake = new Future<undefined>();
  #session: KubeSession | undefined;
  #leaseKey = '';
  /** The Node as registered by this kubelet; `gone` once somebody has deleted it: it is not made anew. */
  #node: KubeObject | 'gone' | undefined;
  #published: ReadyState | undefined;
  #networkReady: boolean;
  readonly #runtime: RuntimeHealth;

  constructor(host: Host, lifetime: Lifetime, pods: StaticPods) {
    this.#host = host;
    this.#lifetime = lifetime;
    const wake = (): void => {
      this.#poke();
    };
    pods.onChange(wake);
    this.#mirrors = new MirrorPods(host, lifetime, pods, wake);
    this.#assigned = new AssignedPods(host, lifetime, wake);
    this.#renewals = LeaseRenewals.of(host.world);
    this.#networkReady = cniConfigured(host);
    this.#runtime = new RuntimeHealth(host, lifetime, wake);
    const rng = host.world.rng.stream(`kubelet/${host.name}/network`);
    lifetime.onEnd(
      host.disk.watch(`${CNI_CONFIG}/`, () => {
        lifetime.after(millis(rng.integer(1_000, 5_000)), () => {
          if (this.#networkReady === cniConfigured(host)) return;
          this.#networkReady = !this.#networkReady;
          wake();
        });
      }),
    );
    lifetime.onEnd(
      NetworkPulse.of(host.world).subscribe(() => {
        if (this.#session?.alive() === false) wake();
      }),
    );
    lifetime.onEnd(() => {
      this.#renew(false);
    });
  }

  /** The kubelet was stopped, or goes on: its lease is not renewed meanwhile. */
  suspended(paused: boolean): void {
    if (paused) this.#renew(false);
    else this.#poke();
  }

  /** Something changed that the API may have to hear of. */
  #poke(): void {
    this.#wake.settle(undefined);
  }

  *run(): Task<number> {
    for (;;) {
      const session = yield* this.#connect();
      const attached = this.#attach(session);
      while (session.alive()) {
        this.#wake = new Future();
        if (session.service.writable && !(yield* this.#work(session))) this.#retryLater();
        this.#renew(session.alive() && session.service.writable);
        if (session.alive()) yield { kind: 'future', future: this.#wake };
      }
      attached.end();
      this.#session = undefined;
      this.#renew(false);
      if (session.stalled()) yield* sleep(PING_TIMEOUT_US);
    }
  }

  *#connect(): Task<KubeSession> {
    for (let pauseUs = FIRST_RETRY_US; ; pauseUs = Math.min(2 * pauseUs, LONGEST_RETRY_US)) {
      const options = readKubeconfig(this.#host, KUBELET_CONF);
      const session = options === undefined ? undefined : yield* openKubeSession(this.#host, options);
      if (options !== undefined && session?.ok === true) {
        this.#leaseKey = leaseKey(authorityOf(options)?.keyId ?? '', 'node', nodeName(this.#host));
        return session.value;
      }
      yield* sleep(pauseUs);
    }
  }

  /** Watches through this session; the result ends when the session does. */
  #attach(session: KubeSession): Lifetime {
    const { service } = session;
    const attached = this.#lifetime.child();
    this.#session = session;
    this.#assigned.reset(service);
    this.#mirrors.adopt(service);
    attached.onEnd(
      service.onWritable(() => {
        this.#poke();
      }),
    );
    attached.onEnd(
      service.watch((change) => {
        const kind = change.object?.kind ?? change.previous?.kind;
        if (kind === 'Pod') {
          this.#observePod(change);
        } else if (kind === 'Node' && (change.object ?? change.previous)?.name === nodeName(this.#host)) {
          this.#observeNode(change.object);
        }
      }),
    );
    // While nobody was connected the Node may have been marked silent. One that is not listed proves nothing: the apiserver may
    // have just started.
    const node = service.cached('Node').find(({ name }) => name === nodeName(this.#host));
    if (node !== undefined) this.#observeNode(node);
    attached.run(this.#rotate(session));
    return attached;
  }

  /** Renews the client certificate each time it has become old enough. */
  *#rotate(session: KubeSession): Task<void> {
    for (;;) {
      const dueUs = rotationDue(this.#host);
      if (dueUs === undefined) return;
      yield* sleep(Math.max(ROTATION_RETRY_US, dueUs - this.#host.clock()));
      yield* requestCertificate(this.#host, session);
    }
  }

  #observePod(change: KubeChange): void {
    this.#assigned.observe(change);
    const { object, previous } = change;
    if (object === undefined && previous !== undefined && this.#mirrors.deleted(previous)) this.#poke();
  }

  #observeNode(node: KubeObject | undefined): void {
    if (this.#node === undefined || this.#node === 'gone') return;
    if (node === undefined) {
      this.#node = 'gone';
      return;
    }
    const shown = readyStateOf(node);
    if (shown?.status !== this.#published?.status) {
      this.#published = shown;
      this.#poke();
    }
  }

  /** Everything the API has to hear of; false when a write failed. */
  *#work(session: KubeSession): Task<boolean> {
    const { client } = session;
    if (this.#node === undefined && !(yield* this.#register(session))) return false;
    const node = this.#node;
    if (node === undefined || node === 'gone') return true;
    if (this.#published?.message !== this.#desired().message && !(yield* this.#publish(session)))
      return false;
    return (yield* this.#mirrors.publish(client, node)) && (yield* this.#assigned.publish(client));
  }

  *#register(session: KubeSession): Task<boolean> {
    const host = this.#host;
    const { software } = host;
    const ready = this.#desired();
    const node = newNode(
      {
        name: nodeName(host),
        address: nodeAddress(host),
        cpus: host.cpus,
        memoryMb: host.memoryMb,
        kubeletVersion: software['kubelet'] ?? 'v1.20.2',
        runtimeVersion: `containerd://${software['containerd'] ?? '1.6.20'}`,
        machineId: host.machineId,
        systemUuid: host.productUuid,
      },
      ready,
      host.clock(),
    );
    const created = yield* session.client.create(node);
    if (created.ok) {
      this.#node = created.value;
      this.#published = ready;
      host.world.record('node.registered', host.name, { node: node.name });
      return true;
    }
    if (created.error.reason !== 'AlreadyExists') return false;
    // The Node of this name is taken over: status and facts are ours, labels and taints stay.
    const updated = yield* session.client.update('Node', undefined, node.name, (current) =>
      withReadyState(
        { ...current, body: { ...node.body, spec: current.body['spec'], status: node.body['status'] } },
        ready,
        host.clock(),
      ),
    );
    if (!updated.ok) return false;
    this.#node = updated.value;
    this.#published = ready;
    return true;
  }

  *#publish(session: KubeSession): Task<boolean> {
    const host = this.#host;
    const desired = this.#desired();
    const written = yield* session.client.update('Node', undefined, nodeName(host), (node) =>
      withReadyState(node, desired, host.clock()),
    );
    if (!written.ok) {
      if (written.error.reason === 'NotFound') this.#node = 'gone';
      return written.error.reason === 'NotFound';
    }
    this.#published = desired;
    const event = desired.status === 'True' ? 'node.ready' : 'node.not-ready';
    host.world.record(event, host.name, { node: nodeName(host), reason: desired.reason });
    return true;
  }

  #desired(): ReadyState {
    if (!this.#runtime.up) return RUNTIME_DOWN;
    return this.#networkReady ? READY : NO_CNI;
  }

  #renew(renewing: boolean): void {
    if (this.#leaseKey !== '') this.#renewals.set(this.#leaseKey, renewing && this.#node !== undefined);
  }

  #retryLater(): void {
    this.#lifetime.after(FIRST_RETRY_US, () => {
      this.#poke();
    });
  }
}
