import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { isBeforeV1beta4 } from './kube-release.js';

/** `nodeRegistration` of an InitConfiguration or JoinConfiguration, in the shape of the cluster's API version. */
export function nodeRegistration(spec: ClusterSpec, host: HostSpec): Readonly<Record<string, unknown>> {
  const ignored = ignoredInFile(spec);
  return {
    name: host.name,
    ...(spec.criSocket === undefined ? {} : { criSocket: spec.criSocket }),
    kubeletExtraArgs: kubeletExtraArgs(spec, host),
    ...(ignored.length === 0 ? {} : { ignorePreflightErrors: ignored }),
  };
}

/**
 * Flags for what the file cannot say: before v1beta4 kubeadm refuses `all` in a configuration file, but takes it on the
 * command line, also together with `--config`.
 */
export function ignorePreflightFlags(spec: ClusterSpec): readonly string[] {
  return spec.ignorePreflightErrors.length === ignoredInFile(spec).length
    ? []
    : ['--ignore-preflight-errors=all'];
}

function ignoredInFile(spec: ClusterSpec): readonly string[] {
  if (!isBeforeV1beta4(spec)) return spec.ignorePreflightErrors;
  return spec.ignorePreflightErrors.filter((check) => check.toLowerCase() !== 'all');
}

/** A map up to v1beta3, a list of name and value from v1beta4. */
function kubeletExtraArgs(spec: ClusterSpec, host: HostSpec): unknown {
  const name = 'node-ip';
  const value = host.advertiseAddress;
  return isBeforeV1beta4(spec) ? { [name]: value } : [{ name, value }];
}
