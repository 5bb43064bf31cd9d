import type { Phase } from '../run.js';
import type { InitContext } from './init-context.js';
import {
  renderKubeletConfiguration,
  writeKubeletConfiguration,
  writeKubeletEnvironment,
} from './kubelet-files.js';
import { startKubelet, stopKubelet } from './kubelet-service.js';

/** `kubeadm init phase kubelet-start`. */
export function kubeletStartPhase(): Phase<InitContext> {
  return {
    name: 'kubelet-start',
    *run({ run, node, cluster }) {
      yield* stopKubelet(run);
      yield* writeKubeletEnvironment(run, node);
      yield* writeKubeletConfiguration(
        run,
        node,
        renderKubeletConfiguration(cluster, run.profile.release.minor),
      );
      run.out('[kubelet-start] Starting the kubelet');
      yield* startKubelet(run);
      return undefined;
    },
  };
}
