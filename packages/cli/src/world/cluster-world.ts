import type { Clock, Driver, HostName } from '@quorate/core';

/** The hosts of a spec, real or simulated, opened for one run of a verb. */
export interface ClusterWorld {
  /** Ends a line such as `looking at 6 hosts: …`. */
  readonly about: string;
  readonly simulated: boolean;
  readonly driver: Driver;
  readonly clock: Clock;
  /** A driver and clock of their own for something that goes on beside the run, such as keeping the lease. */
  beside(): Beside;
  /** Called for each line that a program of a step prints, where that can be heard; secrets stand as labels. */
  onLine(listener: (host: HostName, line: string) => void): void;
  /** Waits for what was told to stop, and ends every connection. */
  close(): Promise<void>;
}

export interface Beside {
  readonly driver: Driver;
  readonly clock: Clock;
  close(): void;
}
