import type { Connection } from '../connection/connection.js';
import { END_GROUPS } from '../remote/scripts.js';
import type { Sudo } from '../ssh-target.js';
import { OutputCapture } from './output-capture.js';
import { pause } from './pause.js';
import type { RemoteGroup, RemoteProcess } from './remote-process.js';
import { startJob } from './start-job.js';

/** Longest time that the outcome of an interrupted step waits for word that its processes were asked to end. */
const PATIENCE_MS = 2_000;
/** The remote side kills what is left after 5 s: what is then still open is a channel that nobody needs. */
const LAST_WORDS_MS = 8_000;
/** Between two attempts to open the session on a server that has no room for it: the next program that ends makes some. */
const FULL_PAUSE_MS = 100;

interface Doomed extends RemoteGroup {
  /** As it became root, so will what ends it. */
  readonly sudo: Sudo;
  readonly confirm: () => void;
}

/**
 * Ends process groups on one server, with one session for all that are interrupted together: an abort meets as many steps as
 * there are slots, and a session for each would be more than sshd opens.
 */
export class RemoteEnder {
  readonly #connection: Connection;
  readonly #doomed = new Set<Doomed>();
  #works = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Ends the process group of a remote process: TERM, and KILL five seconds later, which the host does by itself. Resolves as
   * soon as the host has confirmed the first, the process has ended, or the patience is over: a host that does not answer keeps
   * nobody waiting. One that has no room for a session now is asked again for as long as the connection lives.
   */
  async end(process: RemoteProcess, sudo: Sudo): Promise<void> {
    const lastWords = setTimeout(() => process.hangUp(), LAST_WORDS_MS);
    void process.ended.then(() => clearTimeout(lastWords));
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
    await Promise.race([patience, process.ended, this.#add(process, sudo)]);
    clearTimeout(timer);
  }

  async #add(process: RemoteProcess, sudo: Sudo): Promise<void> {
    const group = await process.introduced;
    if (group === undefined) return;
    await new Promise<void>((confirm) => {
      this.#doomed.add({ ...group, sudo, confirm });
      if (!this.#works) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#works = true;
    while (this.#doomed.size > 0) {
      // The others of the same abort are a few promises behind.
      await new Promise(setImmediate);
      const batch = [...this.#doomed];
      if (await this.#ask(batch)) for (const one of batch) this.#doomed.delete(one);
      else await pause(FULL_PAUSE_MS);
    }
    this.#works = false;
  }

  /** False: the server has no room for the session now. Whatever else fails, fails for good. */
  async #ask(batch: readonly Doomed[]): Promise<boolean> {
    const confirmAll = (): void => {
      for (const { confirm } of batch) confirm();
    };
    const args = batch.flatMap(({ group, started }) => [group, started]);
    const output = { stdout: new OutputCapture(confirmAll), stderr: new OutputCapture() };
    const sudo = batch[0]?.sudo ?? { kind: 'none' };
    // Beyond the bound of the slots, which leave room for it: it must not wait for what it is to end.
    const asking = await startJob(this.#connection, sudo, { script: END_GROUPS, args }, output);
    if (asking.ok) await asking.value.ended;
    else if (asking.error.kind === 'full') return false;
    confirmAll();
    return true;
  }
}
