import { MICROS_PER_SECOND, seconds } from '../engine/scheduler.js';
import type { DialFailure } from '../network/service.js';
import type { KubeClientOptions, KubeError } from './client.js';
import type { KubeFailure } from './kube-error.js';
import { failed } from './kube-error.js';
import { parseServer } from './server-address.js';

/** Go's default dial time-out for API clients. */
export const DIAL_TIMEOUT_US = seconds(30);

/** What is asked of which server; failures say it in the words of client-go. */
export class KubeRequest {
  readonly options: KubeClientOptions;
  /** Found out only by a failure. */
  readonly #path: () => string;

  constructor(options: KubeClientOptions, path: () => string) {
    this.options = options;
    this.#path = path;
  }

  refused(reason: KubeError['reason'], text: string): KubeFailure {
    return failed(reason, `Get "${this.#url()}": ${text}`);
  }

  cut(): KubeFailure {
    return this.refused('Eof', 'EOF');
  }

  notDialled({ reason }: DialFailure): KubeFailure {
    const { server, timeoutUs = DIAL_TIMEOUT_US } = this.options;
    const { address, port } = parseServer(server);
    const dial = `dial tcp ${address}:${String(port)}: `;
    switch (reason) {
      case 'refused':
        return this.refused('ConnectionRefused', `${dial}connect: connection refused`);
      case 'no-route':
        return this.refused('NoRoute', `${dial}connect: no route to host`);
      case 'eof':
        return this.cut();
      case 'timed-out':
        return timeoutUs < DIAL_TIMEOUT_US
          ? this.refused(
              'DialTimeout',
              'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
            )
          : this.refused('DialTimeout', `${dial}i/o timeout`);
    }
  }

  /** client-go sends its time-out along: `?timeout=10s`. */
  #url(): string {
    const { server, timeoutUs } = this.options;
    const url = `${server}${this.#path()}`;
    return timeoutUs === undefined ? url : `${url}?timeout=${String(timeoutUs / MICROS_PER_SECOND)}s`;
  }
}
