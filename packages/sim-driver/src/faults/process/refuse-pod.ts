import { PodAdmission } from '../../kubernetes/kubelet/pod-admission.js';
import type { FaultDefinition } from '../fault.js';
import { STATIC_POD_NAMES } from '../simulated-names.js';

const refusePod: FaultDefinition = {
  kind: 'refuse-pod',
  title: 'the kubelet refuses the next static pod of that name, until it is restarted',
  scope: 'process',
  timing: 'once',
  aftermath: 'heals',
  args: [
    { name: 'host', type: 'host', roles: ['control-plane'] },
    { name: 'pod', type: 'name', names: STATIC_POD_NAMES, samples: ['etcd', 'kube-apiserver'] },
  ],
  endings: [{ fault: 'refuse-pod:master2,etcd@etcd.member-added', ends: 'ready' }],
  apply({ world }, { host = '', pod = '' }) {
    PodAdmission.of(world.host(host)).refuseNext(pod);
    return undefined;
  },
};

export const REFUSE_POD_FAULTS: readonly FaultDefinition[] = [refusePod];
