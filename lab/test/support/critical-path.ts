import type { ExecutionEvent } from '@quorate/core';

export interface Timing {
  readonly wallSeconds: number;
  /** kubeadm init and the joins of the other masters, which can only follow one another. */
  readonly criticalPathSeconds: number;
  readonly ratio: number;
  /** Each remote kubeadm that changed something, in the order of their ends. */
  readonly kubeadm: readonly { readonly host: string; readonly command: string; readonly seconds: number }[];
}

const changing = /kubeadm (init|join) /;

export function timingOf(
  events: readonly ExecutionEvent[],
  masters: readonly string[],
  wallMs: number,
): Timing {
  const kubeadm = events.flatMap((event) => {
    if (event.type !== 'step.settled') return [];
    const command = changing.exec(event.line)?.[1];
    return command === undefined
      ? []
      : [{ host: event.host, command, seconds: rounded(event.tookMs / 1000) }];
  });
  const criticalPathSeconds = rounded(
    kubeadm.filter((one) => masters.includes(one.host)).reduce((sum, one) => sum + one.seconds, 0),
  );
  const wallSeconds = rounded(wallMs / 1000);
  return { wallSeconds, criticalPathSeconds, ratio: rounded(wallSeconds / criticalPathSeconds), kubeadm };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
