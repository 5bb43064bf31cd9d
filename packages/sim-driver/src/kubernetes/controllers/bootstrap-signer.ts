import type { Timer } from '../../engine/scheduler.js';
import { millis } from '../../engine/scheduler.js';
import type { KubeChange } from '../api-service.js';
import { decodeBootstrapToken } from '../bootstrap-token.js';
import type { KubeObject } from '../client.js';
import { signDetached, signatureKey } from '../detached-jws.js';
import { asStrings } from '../json.js';
import type { Controller, ControllerContext } from './controller.js';
import { untilDone } from './controller.js';

const NAMESPACE = 'kube-public';
const NAME = 'cluster-info';
const KUBECONFIG = 'kubeconfig';
const SIGNATURE_PREFIX = signatureKey('');

/** BootstrapSigner: keeps one signature of cluster-info for each live token that may sign. */
export class BootstrapSigner implements Controller {
  readonly #context: ControllerContext;
  #timer: Timer | undefined;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  observe({ object, previous }: KubeChange): void {
    const seen = object ?? previous;
    if (seen === undefined || this.#timer !== undefined) return;
    if (!isClusterInfo(seen) && decodeBootstrapToken(seen) === undefined) return;
    const { leadership, rng } = this.#context;
    this.#timer = leadership.after(millis(rng.integer(500, 1_500)), () => {
      this.#timer = undefined;
      this.#sign();
    });
  }

  #sign(): void {
    const { service, client, leadership } = this.#context;
    const clusterInfo = service.cached('ConfigMap').find(isClusterInfo);
    if (clusterInfo === undefined || this.#signed(clusterInfo) === clusterInfo) return;
    leadership.run(
      untilDone(() => client.update('ConfigMap', NAMESPACE, NAME, (current) => this.#signed(current))),
    );
  }

  /** The same object when its signatures are right. */
  #signed(clusterInfo: KubeObject): KubeObject {
    const data = asStrings(clusterInfo.body['data']);
    const kubeconfig = data[KUBECONFIG];
    if (kubeconfig === undefined) return clusterInfo;
    const wanted: Record<string, string> = {};
    for (const [key, value] of Object.entries(data))
      if (!key.startsWith(SIGNATURE_PREFIX)) wanted[key] = value;
    const nowUs = this.#context.host.clock();
    for (const secret of this.#context.service.cached('Secret')) {
      const token = decodeBootstrapToken(secret);
      if (token?.signing !== true || (token.expiresUs !== undefined && token.expiresUs <= nowUs)) continue;
      wanted[signatureKey(token.id)] = signDetached(kubeconfig, token.id, token.secret);
    }
    const keys = Object.keys(wanted);
    const same = keys.length === Object.keys(data).length && keys.every((key) => data[key] === wanted[key]);
    return same ? clusterInfo : { ...clusterInfo, body: { ...clusterInfo.body, data: wanted } };
  }
}

function isClusterInfo(object: KubeObject): boolean {
  return object.kind === 'ConfigMap' && object.namespace === NAMESPACE && object.name === NAME;
}
