import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { createAuthority, issueCertificate } from '../../pki/authority.js';
import type { Certificate } from '../../pki/certificate.js';
import { decodeCertificate, encodeCertificate, encodePrivateKey } from '../../pki/certificate.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun } from '../run.js';
import type { AuthorityName, AuthorityPlan, LeafPlan } from './certificate-plan.js';
import type { NodeSetup } from './node-setup.js';

/** Making an RSA key of 2048 bits and signing. */
const KEY_PAIR_US = millis(180);

/** On init the lines differ from those on join. */
export type Wording = 'init' | 'join';

function readCertificate(run: KubeadmRun, directory: string, base: string): Certificate | undefined {
  return decodeCertificate(run.host.disk.text(`${directory}/${base}.crt`) ?? '');
}

/** A CA with its key, ready to sign; undefined when one of the two files is missing. */
export function readAuthority(
  run: KubeadmRun,
  directory: string,
  base: AuthorityName,
): Certificate | undefined {
  return run.host.disk.exists(`${directory}/${base}.key`) ? readCertificate(run, directory, base) : undefined;
}

/** Key first, then certificate: a crash between the two leaves a key alone, which kubeadm later refuses. */
function* writePair(run: KubeadmRun, directory: string, base: string, certificate: Certificate): Task<void> {
  yield* run.work(KEY_PAIR_US);
  yield* run.write(`${directory}/${base}.key`, encodePrivateKey(certificate.keyId));
  yield* run.write(`${directory}/${base}.crt`, encodeCertificate(certificate), 0o644);
}

export function* ensureAuthority(setup: NodeSetup, plan: AuthorityPlan): Task<Failure | undefined> {
  const { run, cluster } = setup;
  const directory = cluster.certificatesDir;
  const path = `${directory}/${plan.base}`;
  const { disk } = run.host;
  const known = readCertificate(run, directory, plan.base);
  if (known !== undefined && disk.exists(`${path}.key`)) {
    run.out(`[certs] Using existing ${plan.base} certificate authority`);
    return undefined;
  }
  if (known !== undefined) {
    // Leaf certificates may have been made elsewhere: an external CA.
    run.out(`[certs] Using existing ${plan.base} keyless certificate authority`);
    return undefined;
  }
  if (disk.exists(`${path}.key`)) {
    return { cause: `failure loading ${plan.phase} certificate: ${missing(`${path}.crt`)}` };
  }
  run.out(`[certs] Generating "${plan.base}" certificate and key`);
  const nowUs = run.host.clock();
  const authority = createAuthority(plan.commonName, run.rng, nowUs, cluster.authorityLifetimeUs);
  yield* writePair(run, directory, plan.base, authority);
  return undefined;
}

export function* ensureLeaf(setup: NodeSetup, plan: LeafPlan, wording: Wording): Task<Failure | undefined> {
  const { run, cluster } = setup;
  const directory = cluster.certificatesDir;
  const path = `${directory}/${plan.base}`;
  const { disk } = run.host;
  const ca = readCertificate(run, directory, plan.authority);
  if (ca === undefined) {
    return {
      cause: `couldn't load the certificate file ${directory}/${plan.authority}.crt: ${missing(`${directory}/${plan.authority}.crt`)}`,
    };
  }
  const known = readCertificate(run, directory, plan.base);
  if (known !== undefined || disk.exists(`${path}.key`)) {
    return reuse(setup, plan, wording, ca, known);
  }
  if (!disk.exists(`${directory}/${plan.authority}.key`)) {
    return {
      cause: `couldn't load CA certificate ${plan.authority}: tried to load a key file: ${missing(`${directory}/${plan.authority}.key`)}`,
    };
  }
  run.out(`[certs] Generating "${plan.base}" certificate and key`);
  if (plan.serving) {
    // Go's sets print sorted.
    const names = [...(plan.subject.dnsNames ?? [])].sort().join(' ');
    const addresses = (plan.subject.ipAddresses ?? []).join(' ');
    run.out(`[certs] ${plan.base} serving cert is signed for DNS names [${names}] and IPs [${addresses}]`);
  }
  const certificate = issueCertificate(
    ca,
    plan.subject,
    run.rng,
    run.host.clock(),
    cluster.certificateLifetimeUs,
  );
  yield* writePair(run, directory, plan.base, certificate);
  return undefined;
}

function reuse(
  setup: NodeSetup,
  plan: LeafPlan,
  wording: Wording,
  ca: Certificate,
  known: Certificate | undefined,
): Failure | undefined {
  const { run, cluster } = setup;
  const path = `${cluster.certificatesDir}/${plan.base}`;
  if (known === undefined)
    return { cause: `failure loading ${plan.phase} certificate: ${missing(`${path}.crt`)}` };
  if (!run.host.disk.exists(`${path}.key`)) {
    return {
      cause: `failure loading ${plan.phase} certificate: couldn't load the private key file ${path}.key: ${missing(`${path}.key`)}`,
    };
  }
  if (known.issuerKeyId !== ca.keyId) {
    return {
      cause:
        wording === 'init'
          ? `[certs] certificate ${plan.base} not signed by CA certificate ${plan.authority}`
          : `certificate ${plan.base} is not signed by corresponding CA`,
    };
  }
  if (wording === 'join') {
    const absent = missingName(plan, known);
    if (absent !== undefined) {
      return {
        cause: `certificate ${plan.base} is invalid: x509: certificate is valid for ${known.dnsNames.join(', ')}, not ${absent}`,
      };
    }
  }
  run.out(
    wording === 'init'
      ? `[certs] Using existing ${plan.base} certificate and key on disk`
      : `[certs] Using the existing "${plan.base}" certificate and key`,
  );
  return undefined;
}

function missingName(plan: LeafPlan, known: Certificate): string | undefined {
  const { dnsNames = [], ipAddresses = [] } = plan.subject;
  return (
    dnsNames.find((name) => !known.dnsNames.includes(name)) ??
    ipAddresses.find((address) => !known.ipAddresses.includes(address))
  );
}

function missing(path: string): string {
  return `open ${path}: no such file or directory`;
}

/** The key pair that signs service account tokens; the same on every control-plane host, without expiry. */
export function* ensureServiceAccountKey(setup: NodeSetup): Task<Failure | undefined> {
  const { run, cluster } = setup;
  const path = `${cluster.certificatesDir}/sa`;
  if (run.host.disk.exists(`${path}.key`)) {
    run.out('[certs] Using the existing "sa" key');
    return undefined;
  }
  run.out('[certs] Generating "sa" key and public key');
  yield* run.work(KEY_PAIR_US);
  const keyId = run.rng.hex(40);
  yield* run.write(`${path}.key`, encodePrivateKey(keyId));
  yield* run.write(`${path}.pub`, `-----BEGIN PUBLIC KEY-----\n${keyId}\n-----END PUBLIC KEY-----\n`);
  return undefined;
}
