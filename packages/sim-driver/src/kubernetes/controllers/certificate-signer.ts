import { millis, seconds } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';
import { decodeCertificate, decodePrivateKey, encodeCertificate } from '../../pki/certificate.js';
import type { KubeChange } from '../api-service.js';
import type { CertificateRequest } from '../certificate-request.js';
import {
  decodeCertificateRequest,
  isApprovable,
  issuedCertificate,
  withCertificate,
} from '../certificate-request.js';
import type { Controller, ControllerContext } from './controller.js';
import { untilDone } from './controller.js';

const KIND = 'CertificateSigningRequest';
/** `--cluster-signing-duration`, 8760h; certificates begin five minutes early. */
const LIFE_US = seconds(365 * 86_400);
const BACKDATED_US = seconds(300);

/** Approves and signs the client certificates of nodes, with the CA key of the leader's host and on its clock. */
export class CertificateSigner implements Controller {
  readonly #context: ControllerContext;
  readonly #certFile: string;
  readonly #keyFile: string;

  constructor(context: ControllerContext, certFile: string, keyFile: string) {
    this.#context = context;
    this.#certFile = certFile;
    this.#keyFile = keyFile;
  }

  observe({ object }: KubeChange): void {
    if (object?.kind !== KIND || issuedCertificate(object) !== undefined) return;
    const request = decodeCertificateRequest(object);
    if (request === undefined || !isApprovable(object)) return;
    const { client, leadership, host, rng } = this.#context;
    leadership.after(millis(rng.integer(50, 300)), () => {
      const pem = this.#issue(host, request);
      if (pem === undefined) return;
      leadership.run(
        untilDone(() =>
          client.update(KIND, undefined, object.name, (current) =>
            issuedCertificate(current) === undefined ? withCertificate(current, pem) : current,
          ),
        ),
      );
    });
  }

  #issue(host: Host, request: CertificateRequest): string | undefined {
    const ca = decodeCertificate(host.disk.text(this.#certFile) ?? '');
    const caKey = decodePrivateKey(host.disk.text(this.#keyFile) ?? '');
    if (ca === undefined || caKey !== ca.keyId) return undefined;
    const nowUs = host.clock();
    return encodeCertificate({
      commonName: request.commonName,
      organizations: request.organizations,
      authority: false,
      keyId: request.keyId,
      issuerKeyId: caKey,
      dnsNames: [],
      ipAddresses: [],
      notBeforeUs: nowUs - BACKDATED_US,
      notAfterUs: Math.min(nowUs - BACKDATED_US + LIFE_US, ca.notAfterUs),
    });
  }
}
