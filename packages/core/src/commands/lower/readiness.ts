import type { HostSpec } from '../../spec/cluster-spec.js';
import type { HostStep } from '../../steps/host-step.js';
import { ASK_TIMEOUT_MS, kubectl, kubectlItself } from './programs.js';

const READYZ = ['--request-timeout=5s', 'get', '--raw', '/readyz'] as const;

/** What a master is asked about the API: whether its own apiserver is ready, and the one that the endpoint leads to. */
export function readiness(host: HostSpec): { readonly itself: HostStep; readonly viaEndpoint: HostStep } {
  return {
    itself: kubectlItself(host, READYZ, { timeoutMs: ASK_TIMEOUT_MS }),
    viaEndpoint: kubectl(READYZ, { timeoutMs: ASK_TIMEOUT_MS }),
  };
}
