import type { ClusterSpec } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import type { ClusterProperty } from '@quorate/sim-driver/check';
import { anyMasterMayBeLost } from '@quorate/sim-driver/check';

type WhenReady = Extract<ClusterProperty, { kind: 'when-ready' }>;

/** Two voters need both. */
const FEWEST_MASTERS = 3;

/**
 * Whether a master may be lost, asked of every ready run of a search, of one of its masters: an idle cluster is cheap, so that a
 * loss takes a fortieth of its run. To ask of another master takes the whole run once more.
 */
export class MasterLosses {
  readonly #properties: readonly WhenReady[];
  #asked = 0;

  constructor(spec: ClusterSpec) {
    const claimed = hostsOf(spec, 'control-plane').length >= FEWEST_MASTERS;
    this.#properties = claimed ? anyMasterMayBeLost(spec).filter((one) => one.kind === 'when-ready') : [];
  }

  get asked(): number {
    return this.#asked;
  }

  /** The master is chosen by the index alone, the same in whichever process it runs; scattered, so that each step meets each master. */
  ofRun(index: number): readonly ClusterProperty[] {
    const scattered = Math.imul(index + 1, 0x9e37_79b1) >>> 8;
    const property = this.#properties[scattered % this.#properties.length];
    return property === undefined ? [] : [this.#counted(property)];
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
