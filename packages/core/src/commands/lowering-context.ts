import type { Secret } from '../foundation/secret.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { SecretName } from './report.js';

/** All that lowering and reading may look at besides the command. */
export interface LoweringContext {
  readonly spec: ClusterSpec;
  /** The vault. Lowering a join without its secrets is a defect of the caller (invariant). */
  readonly secret: (name: SecretName) => Secret | undefined;
  /** `sha256:<64 hex>`, public. */
  readonly caCertHash?: string;
  /** Orchestrator's clock when the command was issued. */
  readonly nowMs: number;
}
