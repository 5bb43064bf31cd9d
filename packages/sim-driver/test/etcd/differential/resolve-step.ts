import { assertNever } from '@quorate/core';
import { clientUrlOf, etcdArgv, peerUrlOf, secondPeerUrlOf } from './etcd-flags.js';
import type { MemberLabels } from './member-labels.js';
import type { Action } from './recording.js';
import { leaderOf } from './recording.js';
import type { Asked, Script, ScriptStep, Slot } from './script.js';
import { SLOTS } from './script.js';
import type { Snapshot, Standing } from './snapshot.js';
import { slotOfUrl } from './snapshot.js';

export interface Scene {
  readonly block: string;
  readonly script: Script;
  readonly snapshot: Snapshot;
  /** As far as anybody tells or has told. */
  readonly standing: Standing;
  readonly labels: MemberLabels;
  /** `--initial-cluster` as `member add` gave it. */
  readonly invitations: ReadonlyMap<Slot, string>;
}

/** Turns a step into what to do here and now. */
export function resolveStep(step: ScriptStep, scene: Scene): Action {
  switch (step.kind) {
    case 'start':
      return runs(scene, step.slot) ? { kind: 'nothing' } : startOf(step.slot, scene);
    case 'kill': {
      const slot = step.slot === 'leader' ? leadingSlot(scene) : step.slot;
      return runs(scene, slot) ? { kind: 'kill', slot } : { kind: 'nothing' };
    }
    case 'wipe':
      return { kind: 'wipe', slot: step.slot };
    case 'rest':
      return { kind: 'rest' };
    case 'put-many':
      return { kind: 'put-many', endpoint: clientUrlOf(scene.block, askedSlot(step.asked, scene)) };
    case 'add':
    case 'promote':
    case 'remove':
    case 'update':
    case 'move-leader':
    case 'put':
    case 'get':
    case 'local-get':
    case 'list':
    case 'health':
    case 'status':
      return etcdctl(step, scene);
    default:
      return assertNever(step);
  }
}

export function firstStart(slot: Slot, script: Script, block: string): Action & { kind: 'etcd' } {
  const members = SLOTS.slice(0, script.voters).map((one) => `m${one}=${peerUrlOf(block, one)}`);
  return { kind: 'etcd', slot, argv: etcdArgv(block, slot, { members: members.join(','), state: 'new' }) };
}

function startOf(slot: Slot, scene: Scene): Action {
  const { block, invitations, standing, script } = scene;
  const invitation = invitations.get(slot);
  if (invitation !== undefined)
    return { kind: 'etcd', slot, argv: etcdArgv(block, slot, { members: invitation, state: 'existing' }) };
  if (slot <= script.voters) return firstStart(slot, script, block);
  // Nobody has asked it in.
  const others = standing.list
    .filter((member) => slotOfUrl(member.peerUrls[0]) !== slot && member.name !== '')
    .map((member) => `${member.name}=${member.peerUrls.join()}`);
  const members = [...others, `m${slot}=${peerUrlOf(block, slot)}`].sort().join(',');
  return { kind: 'etcd', slot, argv: etcdArgv(block, slot, { members, state: 'existing' }) };
}

type ClientStep = Exclude<ScriptStep, { kind: 'start' | 'kill' | 'wipe' | 'rest' | 'put-many' }>;

function etcdctl(step: ClientStep, scene: Scene): Action {
  const { block } = scene;
  const slot = step.asked === 'leader' ? leadingSlot(scene) : askedSlot(step.asked, scene);
  const adds = step.kind === 'add' ? step.slot : undefined;
  const argv = [
    'etcdctl',
    `--endpoints=${clientUrlOf(block, slot)}`,
    `--command-timeout=${patience(slot, scene)}s`,
    ...words(step, scene),
  ];
  return { kind: 'etcdctl', argv, adds, removes: removedSlot(step, scene) };
}

function words(step: ClientStep, scene: Scene): readonly string[] {
  const { block } = scene;
  switch (step.kind) {
    case 'add':
      return [
        'member',
        'add',
        `m${step.slot}`,
        `--peer-urls=${peerUrlOf(block, step.slot)}`,
        ...(step.learner ? ['--learner'] : []),
      ];
    case 'promote':
      return ['member', 'promote', idText(step.slot, scene)];
    case 'remove':
      return ['member', 'remove', idText(step.slot, scene)];
    case 'update':
      return ['member', 'update', idText(step.slot, scene), `--peer-urls=${newUrl(step, block)}`];
    case 'move-leader':
      return ['move-leader', idText(step.slot, scene)];
    case 'put':
      return ['put', 'key', 'value'];
    case 'get':
      return ['get', 'key'];
    case 'local-get':
      return ['get', 'key', '--consistency=s'];
    case 'list':
      return ['member', 'list'];
    case 'health':
      return ['endpoint', 'health'];
    case 'status':
      return ['endpoint', 'status'];
    default:
      return assertNever(step);
  }
}

function removedSlot(step: ClientStep, scene: Scene): Slot | undefined {
  if (step.kind !== 'remove' || step.slot === 'unknown' || step.slot === 'malformed') return undefined;
  return step.slot === 'leader' ? leadingSlot(scene) : step.slot;
}

function newUrl(step: ScriptStep & { kind: 'update' }, block: string): string {
  if (step.to === 'of-m1') return peerUrlOf(block, 1);
  const slot = step.slot === 'unknown' ? 5 : step.slot;
  return step.to === 'same' ? peerUrlOf(block, slot) : secondPeerUrlOf(block, slot);
}

function idText(slot: Slot | 'leader' | 'unknown' | 'malformed', scene: Scene): string {
  if (slot === 'malformed') return 'm1';
  if (slot === 'unknown') return '{nobody}';
  return `{${scene.labels.newestOf(slot === 'leader' ? leadingSlot(scene) : slot)}}`;
}

/** Seconds. What cannot succeed is not waited for long; a learner's refusal takes 2.7 s of retries up to 3.5. */
function patience(slot: Slot, { snapshot, standing }: Scene): number {
  const asked = snapshot.find((member) => member.slot === slot)?.serving;
  return asked === undefined || (!standing.quorum && !asked.learner) ? 1.5 : 8;
}

function askedSlot(asked: Asked, { snapshot }: Scene): Slot {
  const running = snapshot.filter(({ process }) => process.kind === 'running');
  if (asked === 'nobody') return 5;
  return running[asked % Math.max(1, running.length)]?.slot ?? 1;
}

function leadingSlot({ snapshot }: Scene): Slot {
  const id = leaderOf(snapshot);
  return snapshot.find(({ serving }) => serving !== undefined && serving.id === id)?.slot ?? 1;
}

function runs({ snapshot }: Scene, slot: Slot): boolean {
  return snapshot.some((member) => member.slot === slot && member.process.kind === 'running');
}
