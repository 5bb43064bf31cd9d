import type { WorldOptions } from '../world/world-options.js';

export interface ApplyOptions extends WorldOptions {
  /** A plan that was saved: it is carried out only if it still fits what is seen. */
  readonly plan?: string;
  readonly yes?: true;
  readonly journal?: string;
  /** False: none is fetched. */
  readonly kubeconfig: string | false | undefined;
  /** For the end of another run, when one is at work. */
  readonly wait?: true;
  readonly json?: true;
  readonly verbose?: true;
}
