import { ImageStore } from '../../kubernetes/kubelet/image-store.js';
import type { FaultDefinition } from '../fault.js';

const imagePullFails: FaultDefinition = {
  kind: 'image-pull-fails',
  title: 'a host reaches no registry: images that it does not have yet cannot be pulled',
  scope: 'process',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [{ name: 'host', type: 'host', roles: ['control-plane', 'worker'] }],
  endings: [
    { fault: 'image-pull-fails:master2@0s~2m', ends: 'ready' },
    { fault: 'image-pull-fails:master2@0s', ends: 'join-budget-spent' },
  ],
  apply({ world }, { host = '' }) {
    return ImageStore.of(world.host(host)).loseRegistries();
  },
};

export const IMAGE_PULL_FAULTS: readonly FaultDefinition[] = [imagePullFails];
