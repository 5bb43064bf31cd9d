import type { FaultDefinition } from '../fault.js';
import { hold } from '../hold.js';

const SWAPS = '/proc/swaps';
const AREA = '/swapfile                               file\t\t2097148\t\t0\t\t-2';

const swapOn: FaultDefinition = {
  kind: 'swap-on',
  title: 'somebody turns swap on: a kubelet that runs goes on, the next one does not start',
  scope: 'host',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [{ name: 'host', type: 'host', roles: ['control-plane', 'worker'] }],
  endings: [
    { fault: 'swap-on:master3@0s', ends: 'host-unfit' },
    { fault: 'swap-on:master2@kubeadm.phase/master2/phase=kubelet-start~1m', ends: 'ready' },
  ],
  apply({ world }, { host: name = '' }) {
    const { disk } = world.host(name);
    const lines = (): readonly string[] => (disk.text(SWAPS) ?? '').trim().split('\n');
    const cure = hold(world.host(name), 'swap', () => {
      if (!lines().includes(AREA)) return;
      disk.write(
        SWAPS,
        `${lines()
          .filter((line) => line !== AREA)
          .join('\n')}\n`,
      );
    });
    if (!lines().includes(AREA)) disk.write(SWAPS, `${[...lines(), AREA].join('\n')}\n`);
    world.record('host.swap-on', name);
    return cure;
  },
};

export const SWAP_FAULTS: readonly FaultDefinition[] = [swapOn];
