import { pullingImages } from '../../observation/read/kubeadm-output.js';
import type { StepUnknown } from '../../steps/step-outcome.js';
import type { CutOff } from './change.js';

/** A `kubeadm init` or `join` whose time was over in its preflight: it may go on all the same, and has changed nothing yet. */
export function cutOffKubeadm({ cause, stdout }: StepUnknown): CutOff | undefined {
  const seen = cause === 'timed-out' ? pullingImages(stdout) : undefined;
  return seen === undefined ? undefined : { class: 'pulling-images', seen };
}
