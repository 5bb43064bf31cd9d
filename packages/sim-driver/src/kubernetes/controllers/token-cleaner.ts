import type { Timer } from '../../engine/scheduler.js';
import type { BootstrapToken } from '../bootstrap-token.js';
import { TOKEN_NAMESPACE, decodeBootstrapToken, tokenSecretName } from '../bootstrap-token.js';
import type { KubeChange } from '../api-service.js';
import type { Controller, ControllerContext } from './controller.js';
import { untilDone } from './controller.js';

/** TokenCleaner: deletes bootstrap tokens when they expire on the clock of this host; one timer for each. */
export class TokenCleaner implements Controller {
  readonly #context: ControllerContext;
  readonly #timers = new Map<string, Timer>();

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  observe({ object, previous }: KubeChange): void {
    const seen = object ?? previous;
    const token = seen === undefined ? undefined : decodeBootstrapToken(seen);
    if (token === undefined) return;
    this.#context.leadership.cancel(this.#timers.get(token.id));
    this.#timers.delete(token.id);
    if (object !== undefined) this.#arm(token);
  }

  #arm(token: BootstrapToken): void {
    const { host, leadership } = this.#context;
    const { expiresUs } = token;
    if (expiresUs === undefined) return;
    const timer = leadership.after(Math.max(0, expiresUs - host.clock()), () => {
      // The clock may have been set back meanwhile.
      if (host.clock() < expiresUs) this.#arm(token);
      else this.#delete(token);
    });
    this.#timers.set(token.id, timer);
  }

  #delete(token: BootstrapToken): void {
    const { host, client, leadership } = this.#context;
    host.world.record('token.expired', host.name, { id: token.id });
    leadership.run(untilDone(() => client.delete('Secret', TOKEN_NAMESPACE, tokenSecretName(token.id))));
  }
}
