import { asArray, asString, at, asObject } from './json.js';
import type { KubeObject, NewKubeObject } from './client.js';

/** A CertificateSigningRequest: who shall be named in the certificate, and for which key. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly keyId: string;
}

/** Groups of those who may have a node's client certificate signed (kubeadm: node-autoapprove-*). */
const APPROVED_REQUESTORS = ['system:bootstrappers', 'system:nodes'];

export function encodeCertificateRequest(name: string, request: CertificateRequest): NewKubeObject {
  return {
    kind: 'CertificateSigningRequest',
    name,
    body: {
      spec: {
        signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
        commonName: request.commonName,
        organizations: request.organizations,
        keyId: request.keyId,
      },
    },
  };
}

export function decodeCertificateRequest(object: KubeObject): CertificateRequest | undefined {
  const spec = object.body['spec'];
  const commonName = asString(at(spec, 'commonName'));
  const keyId = asString(at(spec, 'keyId'));
  if (commonName === undefined || keyId === undefined) return undefined;
  const organizations = asArray(at(spec, 'organizations')).filter((one) => typeof one === 'string');
  return { commonName, organizations, keyId };
}

/** Whether the approver of kube-controller-manager lets it pass: a node's name, asked for by a host that joins or a node. */
export function isApprovable(object: KubeObject): boolean {
  const spec = object.body['spec'];
  if (asString(at(spec, 'commonName'))?.startsWith('system:node:') !== true) return false;
  return asArray(at(spec, 'groups')).some(
    (group) => typeof group === 'string' && APPROVED_REQUESTORS.includes(group),
  );
}

/** The PEM that the signer has issued, if it has. */
export function issuedCertificate(object: KubeObject): string | undefined {
  return asString(at(object.body, 'status', 'certificate'));
}

/** The request, approved and with its certificate. */
export function withCertificate(object: KubeObject, pem: string): KubeObject {
  const approved = { type: 'Approved', status: 'True', reason: 'AutoApproved' };
  return {
    ...object,
    body: {
      ...object.body,
      status: { ...asObject(object.body['status']), conditions: [approved], certificate: pem },
    },
  };
}
