import { millis } from '../../engine/scheduler.js';
import { ImageStore } from '../../kubernetes/kubelet/image-store.js';
import type { FaultDefinition } from '../fault.js';
import { parseSpan } from '../span.js';

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

const slowImagePulls: FaultDefinition = {
  kind: 'slow-image-pulls',
  title: 'each image that a host does not have yet takes this long to be pulled, as over a thin line',
  scope: 'process',
  timing: 'lasting',
  aftermath: 'heals',
  args: [
    { name: 'host', type: 'host', roles: ['control-plane'] },
    { name: 'each', type: 'duration', samples: ['20s', '80s', '2m'] },
  ],
  endings: [
    { fault: 'slow-image-pulls:master1,80s@0s', ends: 'ready' },
    // Half of them come before the time of a join is over, and are kept.
    { fault: 'slow-image-pulls:master2,2m@0s', ends: 'ready' },
  ],
  apply({ world }, { host = '', each = '0s' }) {
    return ImageStore.of(world.host(host)).slowDown(Math.max(0, millis(parseSpan(each) ?? 0)));
  },
};

export const IMAGE_PULL_FAULTS: readonly FaultDefinition[] = [imagePullFails, slowImagePulls];
