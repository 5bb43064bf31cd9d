import { ImageStore } from '../../kubernetes/kubelet/image-store.js';
import type { FaultDefinition } from '../fault.js';

export const imagePullFails: FaultDefinition = {
  kind: 'image-pull-fails',
  title: 'a host reaches no registry: images that it does not have yet cannot be pulled',
  scope: 'process',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [{ name: 'host', type: 'host', roles: ['control-plane', 'worker'] }],
  apply({ world }, { host = '' }) {
    return ImageStore.of(world.host(host)).loseRegistries();
  },
};
