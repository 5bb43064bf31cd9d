import { millis } from '../../engine/scheduler.js';
import type { KubeChange } from '../api-service.js';
import type { KubeObject } from '../client.js';
import { asObject, asStrings, at } from '../json.js';
import { nodeNameOf } from '../pod-object.js';
import type { Controller, ControllerContext } from './controller.js';
import { untilDone } from './controller.js';

/** One pod of every DaemonSet on every Node. Those that matter to a bootstrap (CNI, kube-proxy) tolerate every taint. */
export class DaemonSets implements Controller {
  readonly #context: ControllerContext;
  /** `<DaemonSet uid>/<node>` of pods that exist or are being made. */
  readonly #placed = new Set<string>();

  constructor(context: ControllerContext) {
    this.#context = context;
    for (const pod of context.service.cached('Pod')) this.#note(pod);
  }

  observe({ object, previous }: KubeChange): void {
    const { service } = this.#context;
    if (object?.kind === 'Pod') {
      this.#note(object);
    } else if (object?.kind === 'DaemonSet' && previous === undefined) {
      for (const node of service.cached('Node')) this.#place(object, node.name);
    } else if (object?.kind === 'Node' && previous === undefined) {
      for (const set of service.cached('DaemonSet')) this.#place(set, object.name);
    } else if (object === undefined && previous?.kind === 'Pod') {
      this.#replace(previous);
    }
  }

  #note(pod: KubeObject): void {
    const owner = pod.owners.find(({ kind }) => kind === 'DaemonSet');
    const node = nodeNameOf(pod);
    if (owner !== undefined && node !== undefined) this.#placed.add(`${owner.uid}/${node}`);
  }

  /** A pod was deleted: its set makes another while set and node exist. */
  #replace(pod: KubeObject): void {
    const owner = pod.owners.find(({ kind }) => kind === 'DaemonSet');
    const node = nodeNameOf(pod);
    if (owner === undefined || node === undefined) return;
    this.#placed.delete(`${owner.uid}/${node}`);
    const { service } = this.#context;
    const set = service.cached('DaemonSet').find(({ uid }) => uid === owner.uid);
    if (set !== undefined && service.cached('Node').some(({ name }) => name === node)) this.#place(set, node);
  }

  #place(set: KubeObject, node: string): void {
    const place = `${set.uid}/${node}`;
    if (this.#placed.has(place)) return;
    this.#placed.add(place);
    const { client, leadership, rng } = this.#context;
    const name = `${set.name}-${rng.token(5)}`;
    const template = asObject(at(set.body, 'spec', 'template'));
    const pod = {
      kind: 'Pod',
      namespace: set.namespace ?? 'default',
      name,
      labels: asStrings(at(template, 'metadata', 'labels')),
      owners: [{ kind: 'DaemonSet', name: set.name, uid: set.uid }],
      body: { spec: { ...asObject(template['spec']), nodeName: node }, status: { phase: 'Pending' } },
    };
    leadership.after(millis(rng.integer(100, 500)), () => {
      leadership.run(untilDone(() => client.create(pod)));
    });
  }
}
