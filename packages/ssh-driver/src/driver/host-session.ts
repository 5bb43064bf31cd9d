import type { CancelSignal, HostName, HostStep, StepOutcome } from '@quorate/core';
import type { Connections } from '../connection/connections.js';
import type { SshEvent } from '../ssh-event.js';
import type { SshTarget } from '../ssh-target.js';
import type { AbortFanOut } from '../abort-fan-out.js';
import type { RemoteEnders } from './remote-enders.js';
import type { SecretMask } from './secret-mask.js';
import { StepRun } from './step-run.js';

export interface HostSessionOptions {
  readonly host: HostName;
  readonly target: SshTarget;
  readonly connections: Connections;
  readonly mask: SecretMask;
  readonly aborts: AbortFanOut;
  readonly enders: RemoteEnders;
  /** How long a server may go on saying that it takes no session at all. */
  readonly patienceMs: number;
  readonly onEvent: (event: SshEvent) => void;
}

/** One host: runs steps on it, and remembers when its sudo refused our password. */
export class HostSession {
  readonly #options: HostSessionOptions;
  #sudoRefusal: string | undefined;

  constructor(options: HostSessionOptions) {
    this.#options = options;
  }

  run(step: HostStep, signal: CancelSignal): Promise<StepOutcome> {
    if (this.#sudoRefusal !== undefined) {
      const cause = { kind: 'unreachable', detail: this.#sudoRefusal } as const;
      return Promise.resolve({ kind: 'failed', cause, stdout: '', stderr: '', tookMs: 0 });
    }
    const onSudoRefusal = (detail: string): void => {
      this.#sudoRefusal = detail;
    };
    return new StepRun({ ...this.#options, onSudoRefusal }, step, signal).outcome();
  }
}
