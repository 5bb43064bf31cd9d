import { millis } from '../../engine/scheduler.js';
import { EtcdTroubles } from '../../etcd/troubles.js';
import type { FaultDefinition } from '../fault.js';
import { joinsAsLearner } from './joins-as-learner.js';
import { parseSpan } from '../span.js';

const latePromotion: FaultDefinition = {
  kind: 'late-promotion',
  title: 'a promotion takes effect, and is answered so much later: whoever gave up asks again and is refused',
  scope: 'etcd',
  timing: 'lasting',
  aftermath: 'heals',
  concerns: joinsAsLearner,
  args: [{ name: 'by', type: 'duration', samples: ['500ms', '3s', '8s'] }],
  endings: [
    {
      fault: 'late-promotion:8s@0s',
      ends: 'ready',
      kubernetesVersion: 'v1.32.0',
      seen: 'kubeadm.exited/master2/code=1',
    },
  ],
  apply({ world }, { by = '0s' }) {
    return EtcdTroubles.of(world).delayPromotionAnswers(Math.max(0, millis(parseSpan(by) ?? 0)));
  },
};

export const ANSWER_FAULTS: readonly FaultDefinition[] = [latePromotion];
