import { place } from '../commands/lower/placing.js';
import type { StepPlan } from '../commands/step-plan.js';
import { firstMaster } from '../lease/first-master.js';
import {
  claimFile,
  FILE_LOOK,
  fileLinkKey,
  fileLookKey,
  generationPath,
  lookAtFile,
  renewFile,
  tidyFile,
} from '../lease/file-steps.js';
import type { LeaseRecord } from '../lease/lease-record.js';
import type { LeasePlace, PlaceLook } from '../lease/lease-view.js';
import { lookAtObject, objectKey, writeObject } from '../lease/object-steps.js';
import type { FileLook } from '../lease/read-file.js';
import { generationOf, readFileLook } from '../lease/read-file.js';
import { readLease, readObjectLook, whyUnanswered } from '../lease/read-object.js';
import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';
import type { Hands } from './run-plan.js';
import { runPlan } from './run-plan.js';

/** Unsure: somebody else was first, nothing was written, or the answer was lost. A look tells. */
export type Written =
  { readonly kind: 'written'; readonly version: string } | { readonly kind: 'unsure'; readonly why: string };

/** One place of the lease. Every write names the version that it follows, and fails if that is not the present one. */
export interface LeaseStore {
  readonly place: LeasePlace;
  look(hands: Hands): Promise<PlaceLook>;
  /** Writes the record: takes the lease, or gives it up. */
  write(hands: Hands, record: LeaseRecord, version: string): Promise<Written>;
  /** Shows that its holder is alive. */
  renew(hands: Hands, record: LeaseRecord, version: string): Promise<Written>;
}

/** Both places of one cluster. */
export type LeaseStores = Readonly<Record<LeasePlace, LeaseStore>>;

/** The file on the first master. */
export class LeaseFile implements LeaseStore {
  readonly place = 'file';
  readonly #host: HostName;
  #stale: readonly string[] = [];

  constructor(spec: ClusterSpec) {
    this.#host = firstMaster(spec).name;
  }

  async look(hands: Hands): Promise<PlaceLook> {
    const found = await this.#look(hands);
    this.#stale = found.stale;
    return found.look;
  }

  async write(hands: Hands, record: LeaseRecord, version: string): Promise<Written> {
    const next = generationOf(version) + 1;
    const linked = await this.#link(claimFile(this.#host, record, next - 1), next, hands);
    if (linked.kind === 'unsure') return linked;
    // A generation that was made after all its successors were seen and removed is not the lease.
    const found = await this.#look(hands);
    const { look } = found;
    if (look.kind === 'unseen') return { kind: 'unsure', why: look.why };
    const mine = 'record' in look && look.record.holder.runId === record.holder.runId;
    if (!('version' in look) || look.version !== linked.version || !mine)
      return { kind: 'unsure', why: 'another run was first' };
    this.#stale = [];
    if (found.stale.length > 0) await runPlan(tidyFile(this.#host, found.stale), hands);
    return linked;
  }

  async renew(hands: Hands, _record: LeaseRecord, version: string): Promise<Written> {
    const generation = generationOf(version);
    const stale = this.#stale.filter((path) => path < generationPath(generation));
    this.#stale = [];
    return this.#link(renewFile(this.#host, generation, stale), generation + 1, hands);
  }

  async #link(plan: StepPlan, generation: number, hands: Hands): Promise<Written> {
    const outcomes = await runPlan(plan, hands);
    const outcome = outcomes.get(fileLinkKey(this.#host)) ?? [...outcomes.values()].at(0);
    if (outcome === undefined) return { kind: 'unsure', why: 'not asked' };
    const linked = outcomes.get(fileLinkKey(this.#host))?.kind === 'succeeded';
    if (linked) return { kind: 'written', version: String(generation) };
    return { kind: 'unsure', why: whyUnanswered(outcome) };
  }

  async #look(hands: Hands): Promise<FileLook> {
    const steps = [place(this.#host, FILE_LOOK, lookAtFile())];
    const outcomes = await runPlan({ stages: [{ mode: 'continue', steps }] }, hands);
    return readFileLook(outcomes.get(fileLookKey(this.#host)));
  }
}

/** The Lease in the cluster, through whichever master's apiserver answers. */
export class LeaseObject implements LeaseStore {
  readonly place = 'object';
  readonly #spec: ClusterSpec;
  #via: HostName | undefined;

  constructor(spec: ClusterSpec) {
    this.#spec = spec;
  }

  async look(hands: Hands): Promise<PlaceLook> {
    const outcomes = await runPlan({ stages: lookAtObject(this.#spec, this.#via) }, hands);
    const { look, via } = readObjectLook(this.#spec, outcomes);
    this.#via = via;
    return look;
  }

  async write(hands: Hands, record: LeaseRecord, version: string): Promise<Written> {
    const via = this.#via;
    if (via === undefined) return { kind: 'unsure', why: 'no apiserver has answered' };
    const outcomes = await runPlan(writeObject(this.#spec, via, record, version), hands);
    const outcome = outcomes.get(objectKey(via));
    if (outcome === undefined) return { kind: 'unsure', why: 'not asked' };
    const written = outcome.kind === 'succeeded' ? readLease(outcome.stdout) : undefined;
    if (written !== undefined && 'version' in written && written.version !== '')
      return { kind: 'written', version: written.version };
    // The next look does not wait for this one first.
    this.#via = undefined;
    return { kind: 'unsure', why: `${via}: ${whyUnanswered(outcome)}` };
  }

  renew(hands: Hands, record: LeaseRecord, version: string): Promise<Written> {
    return this.write(hands, record, version);
  }
}
