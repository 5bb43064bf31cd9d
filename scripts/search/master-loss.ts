import type { ClusterSpec } from '@quorate/core';
import type { ClusterProperty } from '@quorate/sim-driver/check';
import { anyMasterMayBeLost } from '@quorate/sim-driver/check';

/** Of so many ready runs one is asked, of one master: each loss takes about as long as half a run. */
const ASKED_ONE_IN = 8;

type WhenReady = Extract<ClusterProperty, { kind: 'when-ready' }>;

/** Whether a master may be lost, asked of some of the runs of a search. */
export class MasterLosses {
  readonly #properties: readonly ClusterProperty[];
  #asked = 0;

  constructor(spec: ClusterSpec) {
    this.#properties = anyMasterMayBeLost(spec);
  }

  get asked(): number {
    return this.#asked;
  }

  /** Chosen by its index alone, so that in whichever process it runs the same is asked; scattered, so that every step has its turn. */
  ofRun(index: number): readonly ClusterProperty[] {
    const scattered = Math.imul(index + 1, 0x9e37_79b1) >>> 8;
    const property = this.#properties[Math.floor(scattered / ASKED_ONE_IN) % this.#properties.length];
    return scattered % ASKED_ONE_IN === 0 && property?.kind === 'when-ready' ? [this.#counted(property)] : [];
  }

  /** A fault that strikes only now takes something away beside the master: nothing is claimed of that. */
  #counted(property: WhenReady): WhenReady {
    return {
      ...property,
      check: (simulation, spec) => {
        let strikes = 0;
        const stop = simulation.world.trace.onRecord(({ event }) => {
          if (event === 'fault.struck') strikes += 1;
        });
        const wrong = property.check(simulation, spec);
        stop();
        if (strikes > 0) return undefined;
        this.#asked += 1;
        return wrong;
      },
    };
  }
}
