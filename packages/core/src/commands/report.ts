import type { Secret } from '../foundation/secret.js';
import type { Tri } from '../foundation/tri.js';
import type { Observation } from '../observation/observation.js';
import type { PreparationItem } from '../preparation/preparation-item.js';
import type { HostName } from '../spec/cluster-spec.js';

/** What a command came to, as plain JSON without secrets: this is what the machine sees and the journal keeps. */
export interface CommandReport {
  readonly outcome: 'succeeded' | 'failed' | 'unknown';
  /** Present when the outcome is failed or unknown. */
  readonly failure?: CommandFailure;
  readonly facts: CommandFacts;
}

export interface CommandFailure {
  readonly class: FailureClass;
  readonly host: HostName;
  /** The step as an operator would have typed it, without secrets. */
  readonly tried: string;
  /** The lines that matter of what came back, without secrets. */
  readonly seen: string;
}

/** Read once, at the border, from the exact texts of kubeadm, kubectl and etcd; nothing downstream parses a message. */
export type FailureClass =
  | 'host-unreachable'
  | 'answer-lost'
  | 'killed'
  | 'preflight'
  | 'pulling-images'
  | 'token-unusable'
  | 'ca-hash-mismatch'
  | 'certificates-gone'
  | 'certificate-key-wrong'
  | 'api-unreachable'
  | 'certificate-expired'
  | 'etcd-unhealthy'
  | 'etcd-timeout'
  | 'member-change-refused'
  | 'learner-not-in-sync'
  | 'member-not-found'
  | 'node-name-taken'
  | 'kubelet-not-healthy'
  | 'tls-bootstrap-timeout'
  | 'package-lock-held'
  | 'dpkg-interrupted'
  | 'package-not-found'
  | 'package-mirror-unreachable'
  | 'package-signature'
  | 'packages-broken'
  | 'disk-full'
  | 'load-balancer-config-invalid'
  | 'config-invalid'
  | 'other';

export type CommandFacts =
  | { readonly kind: 'none' }
  | { readonly kind: 'observed'; readonly observation: Observation }
  | {
      readonly kind: 'credentials';
      /** `expiresAtMs` on the orchestrator's clock. The secret half is in the vault only. */
      readonly token?: { readonly id: string; readonly caCertHash: string; readonly expiresAtMs: number };
      readonly certificateKey?: { readonly expiresAtMs: number };
    }
  /** A `kubeadm init` that is over, and had not come so far that it wrote into its cluster. */
  | { readonly kind: 'init-never-served' }
  /** The items whose every step succeeded. Whether they hold, the next look says. */
  | { readonly kind: 'prepared'; readonly host: HostName; readonly items: readonly PreparationItem[] }
  | { readonly kind: 'endpoint'; readonly reachableFrom: Readonly<Record<HostName, Tri>> }
  | { readonly kind: 'api'; readonly answers: Readonly<Record<HostName, ApiAnswers>> };

/** Whether the apiserver of a master is ready, asked by itself and through the endpoint. */
export interface ApiAnswers {
  readonly itself: Tri;
  readonly viaEndpoint: Tri;
}

export type SecretName = 'bootstrap-token' | 'certificate-key';

/** A report together with the secrets that the outputs held; the executor keeps those in its vault, in memory only. */
export interface Reading {
  readonly report: CommandReport;
  readonly secrets: Readonly<Partial<Record<SecretName, Secret>>>;
}
