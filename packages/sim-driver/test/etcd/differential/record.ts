import { firstMembers } from './etcd-flags.js';
import { putMany } from './gateway.js';
import { HealthWindows } from './health-windows.js';
import { IdSeconds } from './id-seconds.js';
import { MemberLabels } from './member-labels.js';
import { RealCluster } from './real-cluster.js';
import type { Action, Output, RecordedStep, Recording } from './recording.js';
import { answerOf, leaderOf, stateOf, withIds } from './recording.js';
import { firstStart, resolveStep } from './resolve-step.js';
import type { Script, ScriptStep, Slot } from './script.js';
import { describeStep, PUT_MANY, SLOTS } from './script.js';
import type { ListedMember, Snapshot, Standing } from './snapshot.js';
import { isSettled, standingOf } from './snapshot.js';

const POLL_MS = 40;
/** How long to look for a cluster to settle: with a quorum it must, without one it may never. */
export const SETTLE_LIMIT_MS = { quorum: 20_000, none: 6_000 } as const;
/** What a membership command may take before its answer depends on when it was judged. */
const COMMAND_SLACK_MS = 500;

/** The machine was too busy for the step to be clear of what chance decides: the same script must be run again. */
export class TooSlow extends Error {}

/** Runs a script on real etcd processes and writes down what they did. */
export async function record(script: Script, version: string): Promise<Recording> {
  const cluster = await RealCluster.open();
  try {
    return await new Recorder(cluster, script, version).run();
  } finally {
    await cluster.close();
  }
}

type Etcdctl = Action & { readonly kind: 'etcdctl' };

class Recorder {
  readonly #cluster: RealCluster;
  readonly #script: Script;
  readonly #version: string;
  readonly #labels = new MemberLabels();
  readonly #windows = new HealthWindows();
  readonly #idSeconds = new IdSeconds();
  readonly #invitations = new Map<Slot, string>();
  /** A removed member that is asked how it is before it has stopped ends with a panic instead: observing would change it. */
  readonly #leaveAlone = new Set<Slot>();
  readonly #wiped = new Set<Slot>();
  readonly #startMs = Date.now();
  readonly #steps: RecordedStep[] = [];
  #snapshot: Snapshot = [];
  #known: readonly ListedMember[];

  constructor(cluster: RealCluster, script: Script, version: string) {
    this.#cluster = cluster;
    this.#script = script;
    this.#version = version;
    this.#known = firstMembers(cluster.block, script.voters);
  }

  async run(): Promise<Recording> {
    const { block } = this.#cluster;
    await this.#step(
      'first members',
      SLOTS.slice(0, this.#script.voters).map((slot) => firstStart(slot, this.#script, block)),
    );
    for (const step of this.#script.steps) {
      const action = this.#resolve(step);
      // From here on chance decides.
      if (this.#meetsGhost(action)) break;
      await this.#step(describeStep(step), [action]);
    }
    return {
      script: this.#script,
      version: this.#version,
      block,
      startUs: this.#startMs * 1000,
      steps: this.#steps,
    };
  }

  #resolve(step: ScriptStep): Action {
    return resolveStep(step, {
      block: this.#cluster.block,
      script: this.#script,
      snapshot: this.#snapshot,
      standing: this.#standing,
      labels: this.#labels,
      invitations: this.#invitations,
    });
  }

  async #step(title: string, actions: readonly Action[]): Promise<void> {
    for (const [index, action] of actions.entries()) {
      await this.#clearOfChance(action);
      const atMs = this.#nowMs;
      const output = await this.#do(action);
      const last = index === actions.length - 1;
      if (judgesLinks(action)) this.#checkWasInTime(title, action, atMs, output);
      if (last) await this.#settle();
      if (last && actions.some((one) => one.kind === 'etcd')) this.#windows.linksCameUp(atMs, this.#nowMs);
      const answer = output === undefined ? undefined : answerOf(output, this.#labels);
      const leader = leaderOf(this.#snapshot);
      this.#steps.push({
        title,
        action,
        atMs,
        settles: last,
        outcome: { answer, state: last ? stateOf(this.#snapshot, this.#labels) : [] },
        leader: leader === undefined ? undefined : this.#labels.labelOf(leader),
      });
    }
  }

  async #do(action: Action): Promise<Output | undefined> {
    switch (action.kind) {
      case 'etcdctl': {
        const output = await this.#cluster.etcdctl(withIds(action.argv, this.#labels));
        if (action.adds !== undefined) this.#invited(action.adds, output.stdout);
        if (action.removes !== undefined && output.stdout !== '') this.#leaveAlone.add(action.removes);
        return output;
      }
      case 'etcd':
        this.#leaveAlone.delete(action.slot);
        this.#cluster.start(action.slot, action.argv);
        return undefined;
      case 'kill':
        await this.#cluster.kill(action.slot);
        return undefined;
      case 'wipe':
        await this.#cluster.wipe(action.slot);
        return undefined;
      case 'put-many':
        if (this.#standing.quorum) await putMany(action.endpoint, PUT_MANY);
        return undefined;
      case 'rest':
        await pause(this.#windows.restedAt - this.#nowMs);
        return undefined;
      case 'nothing':
        return undefined;
    }
  }

  /**
   * A wiped first member that founds its cluster anew while another one campaigns: the vote of the other one comes before
   * or after it has elected itself, and the outcome of that is either one cluster or two.
   */
  #meetsGhost(action: Action): boolean {
    if (action.kind === 'wipe') this.#wiped.add(action.slot);
    if (action.kind !== 'etcd' || !this.#wiped.delete(action.slot)) return false;
    const alone = action.argv.some((word) => /^--initial-cluster=[^,]+$/.test(word));
    const others = this.#snapshot.some(({ process }) => process.kind === 'running');
    return alone && others && leaderOf(this.#snapshot) === undefined;
  }

  #invited(slot: Slot, stdout: string): void {
    this.#labels.learnFromAddition(stdout, slot);
    const members = /^ETCD_INITIAL_CLUSTER="(.*)"$/m.exec(stdout)?.[1];
    if (members !== undefined) this.#invitations.set(slot, members);
  }

  async #clearOfChance(action: Action): Promise<void> {
    if (!judgesLinks(action)) return;
    const clearMs = this.#windows.nextClear(this.#nowMs, COMMAND_SLACK_MS);
    if (action.adds === undefined) return pause(clearMs - this.#nowMs);
    const idClearMs =
      this.#idSeconds.nextClear(action.adds, this.#startMs + clearMs, COMMAND_SLACK_MS) - this.#startMs;
    // Waiting for a later second may lead into a health window, whose end is in a later second still.
    await pause(this.#windows.nextClear(idClearMs, COMMAND_SLACK_MS) - this.#nowMs);
  }

  /** What then waits for a quorum until its time is up has been judged at once. */
  #checkWasInTime(title: string, action: Etcdctl, atMs: number, output: Output | undefined): void {
    const waited = output?.stderr.includes('context deadline exceeded') === true;
    const judgedMs = waited ? Math.min(this.#nowMs, atMs + COMMAND_SLACK_MS) : this.#nowMs;
    const inTime =
      action.adds === undefined ||
      this.#idSeconds.added(action.adds, this.#startMs + atMs, this.#startMs + judgedMs);
    if (!inTime || this.#windows.touches(atMs, judgedMs))
      throw new TooSlow(`${title} took ${this.#nowMs - atMs} ms`);
  }

  async #settle(): Promise<void> {
    const sinceMs = this.#nowMs;
    let silentBefore = '';
    for (;;) {
      this.#snapshot = await this.#cluster.snapshot(this.#leaveAlone);
      const silent = silentIn(this.#snapshot);
      const limit = this.#standing.quorum ? SETTLE_LIMIT_MS.quorum : SETTLE_LIMIT_MS.none;
      // A busy machine keeps one from answering in time once; what does not answer twice has nothing to say.
      const certain = silent === '' || silent === silentBefore;
      if ((certain && isSettled(this.#snapshot, this.#known)) || this.#nowMs - sinceMs > limit) break;
      silentBefore = silent;
      await pause(POLL_MS);
    }
    this.#known = this.#standing.list;
    this.#labels.learnFrom(this.#snapshot);
  }

  get #standing(): Standing {
    return standingOf(this.#snapshot, this.#known);
  }

  get #nowMs(): number {
    return Date.now() - this.#startMs;
  }
}

/** Who runs and does not answer, or does not tell the members. */
function silentIn(snapshot: Snapshot): string {
  return snapshot
    .filter(({ process, serving }) => process.kind === 'running' && serving?.list === undefined)
    .map(({ slot }) => slot)
    .join();
}

/** Its answer may depend on how long links have been up. */
function judgesLinks(action: Action): action is Etcdctl {
  return action.kind === 'etcdctl' && (action.argv.includes('add') || action.argv.includes('remove'));
}

function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
