import type { Host } from '../../host/host.js';
import { formatRfc3339 } from '../rfc3339.js';

interface Log {
  readonly pod: string;
  readonly container: string;
  readonly attempt: number;
  text: string;
}

/** The kubelet keeps the log of a container and of the one before it. */
const KEPT = 2;

/** What the containers of a host have written, as the files below /var/log/pods in the format of the CRI. */
export class ContainerLogs {
  readonly #host: Host;
  #logs: Log[] = [];

  private constructor(host: Host) {
    this.#host = host;
  }

  static readonly #ofHost = new WeakMap<Host, ContainerLogs>();

  static of(host: Host): ContainerLogs {
    const existing = ContainerLogs.#ofHost.get(host);
    if (existing !== undefined) return existing;
    const created = new ContainerLogs(host);
    ContainerLogs.#ofHost.set(host, created);
    return created;
  }

  /** Takes what a container writes from now on. */
  open(pod: string, container: string, attempt: number): (stream: 'stdout' | 'stderr', text: string) => void {
    const log: Log = { pod, container, attempt, text: '' };
    const others = this.#logs.filter((one) => one.pod !== pod);
    const own = this.#logs.filter((one) => one.pod === pod);
    this.#logs = [...others, ...own.slice(1 - KEPT), log];
    return (stream, text) => {
      const time = formatRfc3339(this.#host.clock()).replace('Z', '.000000000Z');
      for (const line of text.trimEnd().split('\n')) log.text += `${time} ${stream} F ${line}\n`;
    };
  }

  /** Path and text of each, oldest first. */
  files(): readonly (readonly [path: string, text: string])[] {
    return this.#logs.map(({ pod, container, attempt, text }) => [
      `/var/log/pods/kube-system_${pod}-${this.#host.hostname}_${this.#host.machineId}/${container}/${String(attempt)}.log`,
      text,
    ]);
  }
}
