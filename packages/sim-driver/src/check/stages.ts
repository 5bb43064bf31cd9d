import type { Occasion } from '../faults/fault.js';

const CONTROL_PLANE_COMMANDS = new Set(['initialise', 'join-control-plane', 'revoke-credentials']);
const MEMBER_EVENTS = new Set(['etcd.member-added', 'etcd.member-started']);

/**
 * The steps of a bootstrap in its stages, in order: one begins with each command that changes the control plane and with each change
 * of etcd's membership. Within a stage the members are the same and no other such change begins, so that the same decisions stand
 * between a fault and its harm: one step of it can speak for the others where all would be too many.
 */
export function stagesOf(steps: readonly Occasion[]): readonly (readonly Occasion[])[] {
  const stages: Occasion[][] = [];
  for (const step of steps) {
    const last = stages.at(-1);
    if (last === undefined || beginsStage(step)) stages.push([step]);
    else last.push(step);
  }
  return stages;
}

function beginsStage({ event, detail }: Occasion): boolean {
  return (
    MEMBER_EVENTS.has(event) ||
    (event === 'journal.written' && CONTROL_PLANE_COMMANDS.has(String(detail?.['what'])))
  );
}
