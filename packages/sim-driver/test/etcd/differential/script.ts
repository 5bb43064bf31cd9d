/** Members have numbers from 1 to 5: m1 is at address .11, m2 at .12, … */
export const SLOTS = [1, 2, 3, 4, 5] as const;
export type Slot = (typeof SLOTS)[number];

/** Who is asked: one of those that run, counted from m1 on, or a place where nobody may listen. */
export type Asked = number | 'nobody';

/** One thing done to a cluster. It names no process, id or port, so that it means the same in any cluster. */
export type ScriptStep =
  | { readonly kind: 'add'; readonly slot: Slot; readonly learner: boolean; readonly asked: Asked }
  /** With the flags that its state calls for: the first ones, or those of `member add`. */
  | { readonly kind: 'start'; readonly slot: Slot }
  /** SIGKILL. */
  | { readonly kind: 'kill'; readonly slot: Slot | 'leader' }
  /** Killed, and its data directory deleted. */
  | { readonly kind: 'wipe'; readonly slot: Slot }
  | { readonly kind: 'promote'; readonly slot: Slot | 'unknown'; readonly asked: Asked }
  | {
      readonly kind: 'remove';
      readonly slot: Slot | 'leader' | 'unknown' | 'malformed';
      readonly asked: Asked;
    }
  | {
      readonly kind: 'update';
      readonly slot: Slot | 'unknown';
      readonly to: 'same' | 'second-port' | 'of-m1';
      readonly asked: Asked;
    }
  | { readonly kind: 'move-leader'; readonly slot: Slot | 'unknown'; readonly asked: 'leader' | Asked }
  | { readonly kind: 'put' | 'get' | 'local-get' | 'list' | 'health' | 'status'; readonly asked: Asked }
  /** Enough entries that whoever misses them is no longer in sync. */
  | { readonly kind: 'put-many'; readonly asked: Asked }
  /** Until every link that is up has been so for longer than etcd's health interval of 5 s. */
  | { readonly kind: 'rest' };

export interface Script {
  /** m1 to mN are the first members. */
  readonly voters: number;
  readonly steps: readonly ScriptStep[];
}

export const PUT_MANY = 40;

export function describeStep(step: ScriptStep): string {
  const { kind, ...details } = step;
  const words = Object.entries(details).map(([name, value]) => `${name}=${String(value)}`);
  return [kind, ...words].join(' ');
}
