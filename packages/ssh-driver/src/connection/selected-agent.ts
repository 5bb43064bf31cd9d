import ssh2 from 'ssh2';
import type { Authentication } from '../ssh-target.js';

type KeysCallback = Parameters<ssh2.OpenSSHAgent['getIdentities']>[0];

/** An agent that shows those of its identities that are meant, in the order in which they are meant: servers count every key that is tried. */
export class SelectedAgent extends ssh2.OpenSSHAgent {
  readonly #only: ReadonlySet<string> | undefined;
  readonly #first: ReadonlySet<string>;
  readonly #shown: Set<string>;

  /** `shown`: what it has shown is added, as base64 blobs. */
  constructor({ socket, identities, first }: Extract<Authentication, { kind: 'agent' }>, shown: Set<string>) {
    super(socket);
    this.#only = identities === undefined ? undefined : new Set(identities);
    this.#first = new Set(first);
    this.#shown = shown;
  }

  override getIdentities(callback: KeysCallback): void {
    super.getIdentities((error, keys) => {
      const selected = (keys ?? []).flatMap((key) => {
        const blob = 'getPublicSSH' in key ? key.getPublicSSH().toString('base64') : undefined;
        return blob === undefined || this.#only?.has(blob) === false ? [] : [{ key, blob }];
      });
      // Among themselves both halves keep the order of the agent, as OpenSSH leaves it.
      const isFirst = ({ blob }: { readonly blob: string }): boolean => this.#first.has(blob);
      const inOrder = [...selected.filter(isFirst), ...selected.filter((one) => !isFirst(one))];
      for (const { blob } of inOrder) this.#shown.add(blob);
      callback(error, keys === undefined ? undefined : inOrder.map(({ key }) => key));
    });
  }
}
