import type { Micros } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { Future, sleep, within } from '../../engine/task.js';
import type { Host } from '../../host/host.js';
import { decodeCertificate, encodePrivateKey, newKeyId } from '../../pki/certificate.js';
import { parseKubeconfig, renderKubeconfig } from '../../pki/kubeconfig.js';
import type { KubeClientOptions } from '../client.js';
import { encodeCertificateRequest, issuedCertificate } from '../certificate-request.js';
import { openKubeSession } from '../kube-client.js';
import type { KubeSession } from '../kube-session.js';
import { readKubeconfig } from '../kubeconfig-access.js';
import { BOOTSTRAP_CONF, CLIENT_PEM, KUBELET_CONF, nodeName } from './kubelet-files.js';

/** How long the kubelet waits for its request to be signed before it makes another. */
const ISSUE_TIMEOUT_US = seconds(900);
const FIRST_RETRY_US = seconds(1);
const LONGEST_RETRY_US = seconds(10);

/** Whether kubelet.conf leads to a certificate: its own, or one at the place that it points to. */
export function hasClientCertificate(host: Host): boolean {
  return readKubeconfig(host, KUBELET_CONF)?.credential.kind === 'certificate';
}

export type ClientCertificate =
  { readonly kind: 'absent' | 'valid' } | { readonly kind: 'expired'; readonly notAfterUs: Micros };

/** Only one that is valid by this host's clock keeps a kubelet that starts from a bootstrap; one whose time has not come counts as valid. */
export function clientCertificate(host: Host): ClientCertificate {
  const credential = readKubeconfig(host, KUBELET_CONF)?.credential;
  if (credential?.kind !== 'certificate') return { kind: 'absent' };
  const notAfterUs = decodeCertificate(credential.pem)?.notAfterUs;
  return notAfterUs !== undefined && host.clock() > notAfterUs
    ? { kind: 'expired', notAfterUs }
    : { kind: 'valid' };
}

/** With what a TLS bootstrap begins; the kubelet keeps it when the file goes. Undefined without bootstrap-kubelet.conf. */
export function bootstrapCredentials(host: Host): KubeClientOptions | undefined {
  return readKubeconfig(host, BOOTSTRAP_CONF);
}

/** Before it requests anything, a TLS bootstrap writes kubelet.conf; the certificate that it points to is still to come. */
export function writeKubeletConf(host: Host, { server, caPem }: KubeClientOptions): void {
  host.disk.write(
    KUBELET_CONF,
    renderKubeconfig({
      server,
      caPem: caPem ?? '',
      user: 'default-auth',
      clientCertificateFile: CLIENT_PEM,
    }),
    { mode: 0o600 },
  );
}

/** Requests a certificate until the controller manager has signed one, as the kubelet does. */
export function* bootstrapClientCertificate(host: Host, credentials: KubeClientOptions): Task<void> {
  for (let pauseUs = FIRST_RETRY_US; ; pauseUs = Math.min(2 * pauseUs, LONGEST_RETRY_US)) {
    const session = yield* openKubeSession(host, credentials);
    if (session.ok && (yield* requestCertificate(host, session.value))) return;
    yield* sleep(pauseUs);
  }
}

/** Asks for a client certificate over this session and puts it where kubelet.conf points. False: not issued. */
export function* requestCertificate(host: Host, session: KubeSession): Task<boolean> {
  const rng = host.world.rng.stream(`kubelet/${host.name}/keys`);
  const name = nodeName(host);
  const keyId = newKeyId(rng);
  const csrName = `node-csr-${rng.token(20)}`;
  const issued = new Future<string>();
  const stopWatching = session.service.watch(({ object }) => {
    if (object?.kind !== 'CertificateSigningRequest' || object.name !== csrName) return;
    const pem = issuedCertificate(object);
    if (pem !== undefined) issued.settle(pem);
  });
  const created = yield* session.client.create(
    encodeCertificateRequest(csrName, {
      commonName: `system:node:${name}`,
      organizations: ['system:nodes'],
      keyId,
    }),
  );
  const pem = created.ok ? yield* within(issued, ISSUE_TIMEOUT_US) : undefined;
  stopWatching();
  if (pem === undefined || host.disk.condition.full) return false;
  host.disk.write(CLIENT_PEM, pem + encodePrivateKey(keyId), { mode: 0o600 });
  return true;
}

/** A certificate that kubeadm embedded in kubelet.conf becomes the first one in the kubelet's own store. */
export function adoptEmbeddedCertificate(host: Host): void {
  if (host.disk.exists(CLIENT_PEM)) return;
  const config = parseKubeconfig(host.disk.text(KUBELET_CONF) ?? '');
  if (config?.clientCertificatePem === undefined) return;
  host.disk.write(CLIENT_PEM, config.clientCertificatePem + (config.clientKeyPem ?? ''), { mode: 0o600 });
}

/** When the kubelet rotates its certificate: at 70-90 % of its life, on this host's clock. */
export function rotationDue(host: Host): Micros | undefined {
  const certificate = decodeCertificate(host.disk.text(CLIENT_PEM) ?? '');
  if (certificate === undefined) return undefined;
  const percent = host.world.rng.stream(`kubelet/${host.name}/rotation`).integer(70, 90);
  const lifeUs = certificate.notAfterUs - certificate.notBeforeUs;
  return certificate.notBeforeUs + Math.floor((lifeUs * percent) / 100);
}
