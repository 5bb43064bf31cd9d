/** On an idle host of any size: sshd, sudo and a shell have been started by then, the way to it included. */
const BUSY_FROM_MS = 400;
/** Of the newest: a few commands tell that a host has become busy, or is so no more. */
const WEIGHT = 0.25;

/** How soon commands begin on a host: it tells how busy the host is, whatever the commands then do. */
export class StartTimes {
  #typicalMs: number | undefined;

  add(ms: number): void {
    this.#typicalMs = this.#typicalMs === undefined ? ms : this.#typicalMs + WEIGHT * (ms - this.#typicalMs);
  }

  get tellBusyHost(): boolean {
    return (this.#typicalMs ?? 0) > BUSY_FROM_MS;
  }
}
