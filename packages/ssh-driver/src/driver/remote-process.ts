import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { sudoPrompt } from '../remote/root-command.js';
import type { Sudo } from '../ssh-target.js';
import { MarkedStream } from './marked-stream.js';
import type { OutputCapture } from './output-capture.js';

/** The process group of a remote script. */
export interface RemoteGroup {
  readonly group: string;
  /** When the leader of the group was started, in ticks since boot; "-" when it has none. */
  readonly started: string;
}

/** How a channel closed: with what sshd reported, or with nothing. */
export type RemoteEnding =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'lost' };

export interface RemoteProcessOptions {
  readonly nonce: string;
  readonly sudo: Sudo;
  readonly input: Buffer | undefined;
  readonly stdout: OutputCapture;
  readonly stderr: OutputCapture;
}

/** sudo that has a password and has neither started the script nor ended by now waits for something that will not come. */
const SUDO_PATIENCE_MS = 10_000;

/** One script on its channel: tells it the password, waits until it runs as root, then hands it its input. */
export class RemoteProcess {
  /** Resolves when both streams have ended and the channel is closed. Never rejects. */
  readonly ended: Promise<RemoteEnding>;
  /** Resolves when the script has said who it is, or has ended without. */
  readonly introduced: Promise<RemoteGroup | undefined>;
  readonly #channel: ClientChannel;
  readonly #options: RemoteProcessOptions;
  readonly #stdout: MarkedStream;
  readonly #stderr: MarkedStream;
  #introduce: (group: RemoteGroup | undefined) => void = () => undefined;
  #patience: NodeJS.Timeout | undefined;
  #ending: RemoteEnding = { kind: 'lost' };
  #sudoRefusedPassword = false;
  #isRoot = false;

  constructor(channel: ClientChannel, options: RemoteProcessOptions) {
    const { nonce, stdout, stderr } = options;
    this.#channel = channel;
    this.#options = options;
    this.#stdout = new MarkedStream(
      new RegExp(`\\n${nonce} (\\d+) (\\S+) (\\S+)\\n`),
      ([, user, group = '', started = '-']) => {
        if (user === '0') this.#begin({ group, started });
      },
      (chunk) => stdout.add(chunk),
    );
    this.#stderr = new MarkedStream(
      new RegExp(`\\n${nonce}\\n`),
      () => undefined,
      (chunk) => stderr.add(chunk),
    );
    this.introduced = new Promise((resolve) => (this.#introduce = resolve));
    this.ended = this.#watch();
    this.#feed();
  }

  /** The script runs, or ran, as root. */
  get isRoot(): boolean {
    return this.#isRoot;
  }

  /** The work itself has begun, after all preparations. */
  get began(): boolean {
    return this.#stderr.marked;
  }

  /** sudo asked a second time. */
  get sudoRefusedPassword(): boolean {
    return this.#sudoRefusedPassword;
  }

  /** What was printed before the work began, by login shells, sudo and preparations. */
  prelude(): string {
    const said = `${this.#stderr.prelude()}\n${this.#stdout.marked ? '' : this.#stdout.prelude()}`;
    return said.replaceAll(sudoPrompt(this.#options.nonce), '').trim();
  }

  /** Lets go of the channel. What runs on the host goes on. */
  hangUp(): void {
    this.#channel.close();
  }

  #watch(): Promise<RemoteEnding> {
    const channel = this.#channel;
    channel.on('data', (chunk: Buffer) => this.#stdout.add(chunk));
    channel.stderr.on('data', (chunk: Buffer) => {
      this.#stderr.add(chunk);
      this.#noticeSecondPrompt();
    });
    // A program that does not read its input is no error of ours.
    channel.on('error', () => undefined);
    channel.on('exit', (code: number | null, signal?: string) => {
      this.#ending = code === null ? { kind: 'signal', signal: signal ?? 'SIGKILL' } : { kind: 'exit', code };
    });
    const closed = Promise.all([closeOf(channel), closeOf(channel.stderr)]);
    return closed.then(() => {
      clearTimeout(this.#patience);
      this.#introduce(undefined);
      this.#options.stdout.end();
      this.#options.stderr.end();
      return this.#ending;
    });
  }

  #feed(): void {
    const { sudo, input } = this.#options;
    if (sudo.kind === 'password') {
      this.#channel.write(`${sudo.password.reveal()}\n`);
      this.#patience = setTimeout(() => this.#channel.end(), SUDO_PATIENCE_MS);
    } else if (input === undefined) {
      this.#channel.end();
    }
  }

  #begin(group: RemoteGroup): void {
    this.#isRoot = true;
    clearTimeout(this.#patience);
    this.#introduce(group);
    const { nonce, input, sudo } = this.#options;
    if (input !== undefined) this.#channel.end(Buffer.concat([Buffer.from(`${nonce}\n`), input]));
    else if (sudo.kind === 'password') this.#channel.end();
  }

  #noticeSecondPrompt(): void {
    const { sudo, nonce } = this.#options;
    if (sudo.kind !== 'password' || this.#sudoRefusedPassword || this.#stdout.marked) return;
    if (this.#stderr.prelude().split(sudoPrompt(nonce)).length < 3) return;
    this.#sudoRefusedPassword = true;
    // Without a further line sudo gives up; a second wrong guess could lock the account.
    this.#channel.end();
  }
}

/** Marks the lines of one script among everything else on its streams. */
export function newNonce(): string {
  return `quorate-${randomBytes(8).toString('hex')}`;
}

function closeOf(stream: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', () => resolve());
  });
}
