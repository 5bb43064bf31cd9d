import { readFile } from 'node:fs/promises';
import type { AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware, ParsedKey, Prompt } from 'ssh2';
import { assertNever } from '@quorate/core';
import type { Authentication, SshTarget } from '../ssh-target.js';
import { messageOf } from './message-of.js';
import { parseKeyFile } from './parse-key-file.js';
import { SelectedAgent } from './selected-agent.js';

/** What ssh2 sends next, or why one way of authentication cannot even be tried. */
type Attempt = { readonly kind: 'try'; readonly method: AnyAuthMethod } | { readonly kind: 'skip' };

/**
 * Offers the ways of authentication of one target to the server, in their order, and remembers what came of each: that is
 * what a person needs to read when none was accepted.
 */
export class Authenticator {
  readonly #user: string;
  readonly #attempts: readonly (() => Promise<Attempt>)[];
  readonly #notes: string[] = [];
  /** Public keys that agents have offered, as base64 blobs. */
  readonly #ofAgents = new Set<string>();
  #next = 0;
  #serverAccepts: readonly AuthenticationType[] | undefined;

  constructor(target: SshTarget) {
    this.#user = target.user;
    this.#attempts = target.authentication.flatMap((one) => this.#attemptsFor(one));
  }

  /** For ssh2's `authHandler`. */
  readonly handler: AuthHandlerMiddleware = (accepted, _partial, next) => {
    // ssh2 passes null before the server has said anything.
    this.#serverAccepts = Array.isArray(accepted) ? accepted : this.#serverAccepts;
    void this.#advance().then((method) => {
      // ssh2 takes `false` for "nothing is left to try"; its types do not know.
      next(method ?? (false as unknown as AnyAuthMethod));
    });
  };

  /** Something went wrong with the agent while it was asked. */
  noteAgentFailure(message: string): void {
    this.#notes.push(`agent: ${message}`);
  }

  /** What was tried, in one line for people. */
  describe(): string {
    const accepts =
      this.#serverAccepts === undefined ? '' : `; the server accepts ${this.#serverAccepts.join(', ')}`;
    return `tried as ${this.#user}: ${this.#notes.join('; ') || 'nothing, no way to authenticate is configured'}${accepts}`;
  }

  async #advance(): Promise<AnyAuthMethod | undefined> {
    for (;;) {
      const attempt = this.#attempts[this.#next];
      if (attempt === undefined) return undefined;
      this.#next += 1;
      const result = await attempt();
      if (result.kind === 'try') return result.method;
    }
  }

  #attemptsFor(authentication: Authentication): readonly (() => Promise<Attempt>)[] {
    switch (authentication.kind) {
      case 'agent':
        return [async () => this.#agent(authentication)];
      case 'key-file':
        return [() => this.#keyFile(authentication)];
      case 'password':
        return [async () => this.#password(authentication), async () => this.#prompted(authentication)];
      default:
        return assertNever(authentication);
    }
  }

  #agent(authentication: Extract<Authentication, { kind: 'agent' }>): Attempt {
    const { socket, identities } = authentication;
    this.#notes.push(
      identities === undefined ? `agent ${socket}` : `agent ${socket} (${identities.length} identities)`,
    );
    const agent = new SelectedAgent(authentication, this.#ofAgents);
    return { kind: 'try', method: { type: 'agent', username: this.#user, agent } };
  }

  async #keyFile({ path, passphrase }: Extract<Authentication, { kind: 'key-file' }>): Promise<Attempt> {
    let text: Buffer;
    try {
      text = await readFile(path);
    } catch (error) {
      this.#notes.push(`key file ${path} (cannot be read: ${messageOf(error)})`);
      return { kind: 'skip' };
    }
    const key = parseKeyFile(text, passphrase?.reveal());
    const problem = problemOfKey(key, passphrase !== undefined);
    if (problem !== undefined) {
      this.#notes.push(`key file ${path} (${problem})`);
      return { kind: 'skip' };
    }
    if (key instanceof Error || this.#ofAgents.has(key.getPublicSSH().toString('base64')))
      return { kind: 'skip' };
    this.#notes.push(`key file ${path}`);
    const secret = passphrase === undefined ? {} : { passphrase: passphrase.reveal() };
    return { kind: 'try', method: { type: 'publickey', username: this.#user, key: text, ...secret } };
  }

  #password({ password }: Extract<Authentication, { kind: 'password' }>): Attempt {
    if (!this.#mayBeAccepted('password')) return { kind: 'skip' };
    this.#notes.push('password');
    return { kind: 'try', method: { type: 'password', username: this.#user, password: password.reveal() } };
  }

  #prompted({ password }: Extract<Authentication, { kind: 'password' }>): Attempt {
    if (!this.#mayBeAccepted('keyboard-interactive')) return { kind: 'skip' };
    this.#notes.push('keyboard-interactive');
    let answered = false;
    const answer = (prompts: readonly Prompt[]): string[] => {
      const [only, ...others] = prompts;
      // The password goes to one hidden prompt, once. Anything else is a question for a person.
      if (only === undefined || others.length > 0 || only.echo === true || answered)
        return prompts.map(() => '');
      answered = true;
      return [password.reveal()];
    };
    return {
      kind: 'try',
      method: {
        type: 'keyboard-interactive',
        username: this.#user,
        prompt: (_name, _instructions, _language, prompts, finish) => {
          finish(answer(prompts));
        },
      },
    };
  }

  #mayBeAccepted(method: AuthenticationType): boolean {
    return this.#serverAccepts?.includes(method) ?? true;
  }
}

/** ssh2 skips keys that it cannot use without a word: they are looked at before. */
function problemOfKey(key: ParsedKey | Error, hasPassphrase: boolean): string | undefined {
  if (key instanceof Error) return explainKeyError(key.message, hasPassphrase);
  return key.isPrivateKey() ? undefined : 'holds no private key; name the file without .pub';
}

function explainKeyError(message: string, hasPassphrase: boolean): string {
  if (!/passphrase|decrypt|integrity|bad decrypt/i.test(message))
    return `is no private key that can be used: ${message}`;
  return hasPassphrase
    ? 'is encrypted, and the passphrase that was given does not open it'
    : 'is encrypted, and no passphrase was given; add it to an ssh-agent (ssh-add), or set `passphrase` of the key file in a program of your own';
}
