import type { Micros, Timer } from '../../engine/scheduler.js';
import { millis, seconds } from '../../engine/scheduler.js';
import type { KubeChange } from '../api-service.js';
import type { KubeObject } from '../client.js';
import { LeaseRenewals, leaseKey } from '../lease-renewals.js';
import type { ConditionStatus, Taint } from '../node-object.js';
import { SILENT, readyStateOf, taintsOf, withReadyState, withTaints } from '../node-object.js';
import type { Controller, ControllerContext } from './controller.js';
import { untilDone } from './controller.js';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const EFFECTS = ['NoSchedule', 'NoExecute'];
/** The controller looks at its nodes every five seconds. */
const MONITOR_PERIOD_MS = 5_000;

/** `--node-monitor-grace-period`: 40 s, 50 s from Kubernetes 1.32. */
export function monitorGraceUs(version: string): Micros {
  const minor = Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? '0');
  return seconds(minor >= 32 ? 50 : 40);
}

/** Marks nodes whose kubelet has stopped reporting, and keeps the taints that follow from their condition. */
export class NodeLifecycle implements Controller {
  readonly #context: ControllerContext;
  readonly #caKeyId: string;
  readonly #graceUs: Micros;
  readonly #leadingSinceUs: Micros;
  readonly #nodes = new Map<string, { node: KubeObject; timer: Timer | undefined }>();

  constructor(context: ControllerContext, caKeyId: string, graceUs: Micros) {
    this.#context = context;
    this.#caKeyId = caKeyId;
    this.#graceUs = graceUs;
    this.#leadingSinceUs = context.host.world.scheduler.now();
    const renewals = LeaseRenewals.of(context.host.world);
    context.leadership.onEnd(
      renewals.onChange((key) => {
        for (const name of this.#nodes.keys()) if (this.#keyOf(name) === key) this.#watchLease(name);
      }),
    );
  }

  observe({ object, previous }: KubeChange): void {
    if (object?.kind === 'Node') {
      const known = this.#nodes.get(object.name);
      if (known === undefined) this.#nodes.set(object.name, { node: object, timer: undefined });
      else known.node = object;
      if (known === undefined) this.#watchLease(object.name);
      this.#reconcileTaints(object);
    } else if (object === undefined && previous?.kind === 'Node') {
      this.#context.leadership.cancel(this.#nodes.get(previous.name)?.timer);
      this.#nodes.delete(previous.name);
    }
  }

  #keyOf(name: string): string {
    return leaseKey(this.#caKeyId, 'node', name);
  }

  #watchLease(name: string): void {
    const entry = this.#nodes.get(name);
    if (entry === undefined) return;
    const { leadership, host, rng } = this.#context;
    leadership.cancel(entry.timer);
    entry.timer = undefined;
    const renewal = LeaseRenewals.of(host.world).get(this.#keyOf(name));
    if (renewal?.renewing === true) return;
    const lastSeenUs = Math.max(renewal?.sinceUs ?? 0, this.#leadingSinceUs);
    const dueUs = lastSeenUs + this.#graceUs + millis(rng.integer(0, MONITOR_PERIOD_MS));
    entry.timer = leadership.after(Math.max(0, dueUs - host.world.scheduler.now()), () => {
      entry.timer = undefined;
      this.#markSilent(name);
    });
  }

  #markSilent(name: string): void {
    const { client, leadership, host } = this.#context;
    const entry = this.#nodes.get(name);
    if (entry === undefined || readyStateOf(entry.node)?.status === 'Unknown') return;
    host.world.record('node.not-ready', host.name, { node: name, reason: SILENT.reason });
    leadership.run(
      untilDone(() =>
        client.update('Node', undefined, name, (node) => withReadyState(node, SILENT, host.clock())),
      ),
    );
  }

  #reconcileTaints(node: KubeObject): void {
    const status = readyStateOf(node)?.status;
    if (status === undefined || conditionTaintsRight(taintsOf(node), status)) return;
    const { client, leadership } = this.#context;
    leadership.run(
      untilDone(() =>
        client.update('Node', undefined, node.name, (current) => {
          const now = readyStateOf(current)?.status;
          const taints = taintsOf(current);
          if (now === undefined || conditionTaintsRight(taints, now)) return current;
          return withTaints(current, [
            ...taints.filter(({ key }) => !isConditionTaint(key)),
            ...taintsFor(now),
          ]);
        }),
      ),
    );
  }
}

function isConditionTaint(key: string): boolean {
  return key === NOT_READY || key === UNREACHABLE;
}

function taintsFor(status: ConditionStatus): readonly Taint[] {
  if (status === 'True') return [];
  return EFFECTS.map((effect) => ({ key: status === 'False' ? NOT_READY : UNREACHABLE, effect }));
}

function conditionTaintsRight(taints: readonly Taint[], status: ConditionStatus): boolean {
  const present = taints.filter(({ key }) => isConditionTaint(key));
  const wanted = taintsFor(status);
  return present.length === wanted.length && present.every(({ key }) => key === wanted[0]?.key);
}
