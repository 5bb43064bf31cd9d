import { decimalId } from '../../../src/etcd/identity.js';
import type { Snapshot } from './snapshot.js';
import { slotOfUrl } from './snapshot.js';

/** What is said instead of an id that does not exist. */
const UNKNOWN_ID = 'deadbeef00000001';

/** Ids depend on clocks; `m2#3` is the third id that m2's address has had, on either side. */
export class MemberLabels {
  readonly #labels = new Map<string, string>();
  readonly #slots = new Map<string, number>();

  learn(id: string, slot: number): void {
    if (this.#labels.has(id)) return;
    const known = [...this.#slots.values()].filter((other) => other === slot).length;
    this.#slots.set(id, slot);
    this.#labels.set(id, `m${slot}#${known + 1}`);
  }

  learnFrom(snapshot: Snapshot): void {
    for (const { serving } of snapshot) {
      for (const member of serving?.list ?? []) this.learn(member.id, slotOfUrl(member.peerUrls[0]));
    }
  }

  /** From the answer to `member add`, of which no list may tell yet. */
  learnFromAddition(stdout: string, slot: number): void {
    const id = /^Member +([0-9a-f]+) added/.exec(stdout)?.[1];
    if (id !== undefined) this.learn(id, slot);
  }

  labelOf(id: string): string {
    return this.#labels.get(id) ?? `unknown ${id}`;
  }

  /** The newest label of a slot; without one, that of nobody. */
  newestOf(slot: number): string {
    const [newest] = [...this.#slots].filter(([, other]) => other === slot).slice(-1);
    return newest === undefined ? 'nobody' : this.labelOf(newest[0]);
  }

  /** The id for a label, in the words of this side. */
  idOf(label: string): string {
    for (const [id, known] of this.#labels) if (known === label) return id;
    return UNKNOWN_ID;
  }

  /** For masking outputs, in hexadecimal and decimal. */
  get names(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#labels].flatMap(([id, label]) => [[id, label] as const, [decimalId(id), label] as const]),
    );
  }
}
