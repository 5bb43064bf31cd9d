import type { Host } from '../host/host.js';
import type { Certificate } from '../pki/certificate.js';
import { decodeCertificate } from '../pki/certificate.js';

/** A certificate file that is read again whenever it has changed on disk. */
export class CertificateFile {
  readonly #host: Host;
  readonly #path: string;
  #text: string | undefined;
  #certificate: Certificate | undefined;

  constructor(host: Host, path: string) {
    this.#host = host;
    this.#path = path;
  }

  current(): Certificate | undefined {
    const text = this.#host.disk.text(this.#path);
    if (text !== this.#text) {
      this.#text = text;
      this.#certificate = text === undefined ? undefined : decodeCertificate(text);
    }
    return this.#certificate;
  }
}
