import { CLIENTS, ETCD, fact, said } from '../clues.js';
import { differentAuthorities, expiredCertificates, prematureCertificates } from '../facts/certificates.js';
import type { KnownCause } from '../known-cause.js';

/** Certificates, tokens and keys. */
export const CREDENTIAL_CAUSES: readonly KnownCause[] = [
  {
    id: 'certificate-expired',
    title: 'a certificate has expired',
    kind: 'cause',
    clues: [
      fact(expiredCertificates),
      said([...CLIENTS, ...ETCD], /certificate has expired or is not yet valid: current time \S+ is after/, {
        within: 30,
      }),
    ],
    leadsTo: [
      'certificate-expired',
      'api-unreachable',
      'etcd-unhealthy',
      'etcd-timeout',
      'kubelet-not-healthy',
    ],
    why: 'Leaf certificates live one year, and are renewed by an upgrade only.',
    next: [
      'on that master: kubeadm certs renew all, then restart its four static pods one after the other',
      'the kubelet’s own certificate is not among them',
      'run again',
    ],
    source:
      'kubeadm 1.20: leaf certificates 365 days; Go crypto/x509 "certificate has expired or is not yet valid: current time … is after …"',
  },
  {
    id: 'certificate-not-yet-valid',
    title: 'a certificate is not valid yet',
    kind: 'cause',
    clues: [
      fact(prematureCertificates),
      said(
        [...CLIENTS, ...ETCD],
        /certificate (has expired or )?is not yet valid: current time \S+ is before/,
        { within: 30 },
      ),
    ],
    leadsTo: [
      'certificate-expired',
      'api-unreachable',
      'etcd-unhealthy',
      'etcd-timeout',
      'kubelet-not-healthy',
    ],
    why: 'It was made by a host whose clock was ahead, or the clock of the one that reads it is behind.',
    next: [
      'set all clocks: timedatectl set-ntp true',
      'if all are right: wait, or make the certificate anew with kubeadm certs renew',
    ],
    source: 'Go crypto/x509 "certificate has expired or is not yet valid: current time … is before …"',
  },
  {
    id: 'ca-hash-mismatch',
    title: 'the endpoint leads to another cluster than the one that is joined',
    kind: 'cause',
    clues: [said(['failure'], /none of the public keys .* are pinned/)],
    leadsTo: ['ca-hash-mismatch'],
    why: 'The CA that it shows is not the one whose hash the join was given. Somebody else’s cluster, or a CA that was made anew.',
    next: [
      'do not join by force: find out which cluster answers at the endpoint',
      'openssl x509 -in /etc/kubernetes/pki/ca.crt -noout -fingerprint -sha256 on each master',
    ],
    source:
      'kubeadm 1.20: "cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "sha256:…" are pinned"',
  },
  {
    id: 'foreign-authority',
    title: 'certificates are from another CA',
    kind: 'cause',
    clues: [
      fact(differentAuthorities),
      said(
        [...CLIENTS, ...ETCD, 'nodes', 'api-ready'],
        /x509: certificate signed by unknown authority|exists already but has got the wrong CA cert|is not signed by corresponding CA/,
        { within: 20 },
      ),
    ],
    leadsTo: ['ca-hash-mismatch', 'api-unreachable', 'etcd-unhealthy', 'config-invalid'],
    why: 'Files of an earlier cluster are left on that host, or two masters were initialised apart from each other.',
    next: [
      'find out which CA is the cluster’s: the one of the masters that serve',
      'a host of another cluster is never reset without being named; then kubeadm reset -f there, and run again',
    ],
    source:
      'Go crypto/x509 "certificate signed by unknown authority"; kubeadm 1.20 "a kubeconfig file … exists already but has got the wrong CA cert"',
  },
  {
    id: 'token-wrong',
    title: 'the secret half of the bootstrap token is wrong',
    kind: 'cause',
    clues: [said(['failure'], /failed to verify JWS signature of received cluster info object/)],
    leadsTo: ['token-unusable'],
    why: 'A token of this id exists, with another secret.',
    next: ['run again: each run mints a token of its own'],
    source:
      'kubeadm 1.20: "failed to verify JWS signature of received cluster info object, can’t trust this API Server"',
  },
  {
    id: 'token-unusable',
    title: 'the bootstrap token has expired, was deleted, or is not signed',
    kind: 'cause',
    clues: [
      said(
        ['failure'],
        /could not find a JWS signature in the cluster-info ConfigMap for token ID|token id "[^"]*" is invalid for this cluster or it has expired|failed to get config map: Unauthorized/,
      ),
    ],
    leadsTo: ['token-unusable'],
    why: 'A token lives 24 hours. A new one is signed by the controller manager: without a leader among them it never is.',
    next: [
      'run again: each run mints a token of its own',
      'if it happens again: does a kube-controller-manager run on any master?',
    ],
    source:
      'kubeadm 1.20: "could not find a JWS signature in the cluster-info ConfigMap for token ID", after 5 minutes; "Unauthorized" in the first seconds',
  },
  {
    id: 'uploaded-certificates-gone',
    title: 'the uploaded certificates are gone',
    kind: 'cause',
    clues: [
      said(
        ['failure'],
        /Secret "kubeadm-certs" was not found|the Secret does not include the required certificate or key/,
      ),
    ],
    leadsTo: ['certificates-gone'],
    why: 'Secret kubeadm-certs is deleted two hours after it was uploaded, or with its token.',
    next: [
      'run again: each run uploads them anew',
      'by hand: kubeadm init phase upload-certs --upload-certs on a master',
    ],
    source:
      'kubeadm 1.20: "error downloading the secret: Secret "kubeadm-certs" was not found"; two hours, not configurable',
  },
  {
    id: 'certificate-key-wrong',
    title: 'the certificate key does not fit the uploaded certificates',
    kind: 'cause',
    clues: [
      said(
        ['failure'],
        /error decoding secret data with provided key|cipher: message authentication failed|error decoding certificate key|crypto\/aes: invalid key size|invalid certificate key/,
      ),
    ],
    leadsTo: ['certificate-key-wrong'],
    why: 'Somebody uploaded them again meanwhile: from then on only the new key fits.',
    next: [
      'let nobody else run upload-certs',
      'run again: each run uploads them anew, under a key of its own',
    ],
    source:
      'kubeadm 1.20: "error decoding secret data with provided key: cipher: message authentication failed"',
  },
  {
    id: 'certificate-files-missing',
    title: 'a new master has none of the cluster’s certificate authorities',
    kind: 'cause',
    clues: [said(['failure'], /failure loading (certificate|key) for |couldn't load the certificate file/)],
    leadsTo: ['certificates-gone', 'preflight'],
    why: 'They were neither uploaded nor copied; an entry that was uploaded empty is skipped without a word.',
    next: [
      'look on the first master whether pki/ca, pki/sa, pki/front-proxy-ca and pki/etcd/ca are complete',
      'run again',
    ],
    source:
      'kubeadm 1.20: "failure loading certificate for CA: couldn’t load the certificate file /etc/kubernetes/pki/ca.crt"',
  },
  {
    id: 'node-name-taken',
    title: 'the cluster has a Ready node of that name',
    kind: 'cause',
    clues: [said(['failure'], /a Node with name "[^"]*" and status "Ready" already exists in the cluster/)],
    leadsTo: ['node-name-taken'],
    why: 'Another machine bears the name, or the node is that very host and has been here before.',
    next: [
      'kubectl get node NAME -o wide: whose address is it?',
      'only when that machine is gone for good: kubectl delete node NAME, and run again',
    ],
    source: 'kubeadm 1.20: "a Node with name "w1" and status "Ready" already exists in the cluster"',
  },
  {
    id: 'tls-bootstrap-not-approved',
    title: 'the kubelet got no certificate',
    kind: 'consequence',
    clues: [
      said(
        ['failure'],
        /execution phase (kubelet-start|kubelet-wait-bootstrap): .*(timed out waiting for the condition|context deadline exceeded)/,
      ),
    ],
    leadsTo: ['tls-bootstrap-timeout'],
    why: 'Its request is approved and signed by the controller manager, and it must reach the endpoint to ask.',
    next: ['kubectl get csr on a master; does a kube-controller-manager run?', 'run again'],
    source: 'kubeadm 1.20: "kubelet-start: timed out waiting for the condition", after 5 minutes',
  },
];
