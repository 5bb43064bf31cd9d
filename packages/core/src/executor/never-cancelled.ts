import type { CancelSignal } from './driver.js';

/** For whoever gave no signal. */
export const NEVER_CANCELLED: CancelSignal = {
  aborted: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
};
