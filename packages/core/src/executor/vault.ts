import type { SecretName } from '../commands/report.js';
import type { Secret } from '../foundation/secret.js';

/** The secrets of one run, in memory only. They die with the process; a resumed run mints new ones. */
export class Vault {
  readonly #secrets = new Map<SecretName, Secret>();

  get(name: SecretName): Secret | undefined {
    return this.#secrets.get(name);
  }

  put(secrets: Readonly<Partial<Record<SecretName, Secret>>>): void {
    for (const [name, secret] of Object.entries(secrets)) this.#secrets.set(name as SecretName, secret);
  }
}
