/** What a subject has been waiting for. */
export interface Waiting {
  readonly reason: string;
  readonly sinceMs: number;
}

export interface Patience {
  readonly waiting: Waiting | undefined;
  readonly nowMs: number;
}

/** For how long it has been waited for this very reason; 0 while it is another, or none. */
export function waitedMs({ waiting, nowMs }: Patience, reason: string): number {
  return waiting?.reason === reason ? nowMs - waiting.sinceMs : 0;
}
