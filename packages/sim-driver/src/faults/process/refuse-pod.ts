import { PodAdmission } from '../../kubernetes/kubelet/pod-admission.js';
import type { FaultDefinition } from '../fault.js';

export const refusePod: FaultDefinition = {
  kind: 'refuse-pod',
  title: 'the kubelet refuses the next static pod of that name, until it is restarted',
  scope: 'process',
  timing: 'once',
  aftermath: 'heals',
  args: [
    { name: 'host', type: 'host', roles: ['control-plane'] },
    { name: 'pod', type: 'text', samples: ['etcd', 'kube-apiserver'] },
  ],
  apply({ world }, { host = '', pod = '' }) {
    PodAdmission.of(world.host(host)).refuseNext(pod);
    return undefined;
  },
};
