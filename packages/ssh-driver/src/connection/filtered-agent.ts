import ssh2 from 'ssh2';

type KeysCallback = Parameters<ssh2.OpenSSHAgent['getIdentities']>[0];

/** An agent that shows only some of its identities (OpenSSH: IdentitiesOnly): servers count every key that is tried. */
export class FilteredAgent extends ssh2.OpenSSHAgent {
  readonly #identities: ReadonlySet<string>;

  /** `identities`: public keys as base64 blobs. */
  constructor(socket: string, identities: readonly string[]) {
    super(socket);
    this.#identities = new Set(identities);
  }

  override getIdentities(callback: KeysCallback): void {
    super.getIdentities((error, keys) => {
      callback(
        error,
        keys?.filter((key) => 'getPublicSSH' in key && this.#has(key.getPublicSSH())),
      );
    });
  }

  #has(blob: Buffer): boolean {
    return this.#identities.has(blob.toString('base64'));
  }
}
