import type { KubeClient } from '../../kubernetes/client.js';
import { clientFromFile } from '../cluster/kube-access.js';
import type { InitConfiguration } from '../config/kubeadm-config.js';
import type { Attempt } from '../failure.js';
import type { KubeadmRun } from '../run.js';
import type { NodeSetup } from './node-setup.js';
import { ADMIN_CONF } from './node-setup.js';

export interface InitOptions {
  readonly uploadCerts: boolean;
  readonly kubeconfig: string | undefined;
  /** What the output withholds. */
  readonly hides: { readonly token: boolean; readonly certificateKey: boolean };
}

/** What the phases of `kubeadm init` share. */
export interface InitContext extends NodeSetup {
  readonly config: InitConfiguration;
  readonly uploadCerts: boolean;
  readonly kubeconfig: string;
  readonly hides: InitOptions['hides'];
  /** `id.secret` of each bootstrap token, made in memory at the start. */
  readonly tokens: readonly string[];
  /** 64 hex digits, made in memory at the start. */
  readonly certificateKey: string;
  kube(): Attempt<KubeClient>;
}

export function createInitContext(
  run: KubeadmRun,
  config: InitConfiguration,
  options: InitOptions,
): InitContext {
  const kubeconfig = options.kubeconfig ?? ADMIN_CONF;
  return {
    run,
    config,
    cluster: config.cluster,
    node: config.node,
    local: config.local,
    uploadCerts: options.uploadCerts,
    kubeconfig,
    hides: options.hides,
    tokens: config.bootstrapTokens.map(({ token }) => token ?? newToken(run)),
    certificateKey: config.certificateKey ?? run.rng.hex(64),
    kube: () => clientFromFile(run, kubeconfig),
  };
}

export function newToken(run: KubeadmRun): string {
  return `${run.rng.token(6)}.${run.rng.token(16)}`;
}
