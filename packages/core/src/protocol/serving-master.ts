import type { HostName } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';

/** Any master whose apiserver answers; the first in the order of the spec. */
export function servingMaster(context: ProtocolContext): HostName | undefined {
  const { spec, observation } = context;
  return hostsOf(spec, 'control-plane').find((master) => observation?.hosts[master.name]?.apiReady === 'yes')
    ?.name;
}
