import { errorCode } from './journal-refusal.js';
import type { ProcessIdentity } from './process-identity.js';
import { startOf, thisProcess } from './process-identity.js';

/**
 * What can be known from here of a process. `out-of-sight`: nothing, since its id means another process here, or none; `where` says
 * for people where it can be looked for.
 */
export type Liveness =
  | { readonly kind: 'may-live' }
  | { readonly kind: 'dead' }
  | { readonly kind: 'out-of-sight'; readonly where: string };

/** PROC_PID_INIT_INO of Linux: the namespace of whoever is in no container. */
const INITIAL_NAMESPACE = 'pid:[4026531836]';

/** Only a process of this boot of this machine, in this PID namespace, is judged by its id. */
export function livenessOf(
  holder: ProcessIdentity,
  me: ProcessIdentity = thisProcess(),
  platform: NodeJS.Platform = process.platform,
): Liveness {
  const { machine, pidNamespace } = holder;
  if (machine !== me.machine) return { kind: 'out-of-sight', where: `on ${machine}` };
  if (!isSameBoot(holder, me, platform))
    return endedWithItsBoot(holder, me)
      ? { kind: 'dead' }
      : { kind: 'out-of-sight', where: otherBoot(holder) };
  // A lock of an earlier version knows no namespace: it is judged as that version would.
  if (pidNamespace !== undefined && pidNamespace !== me.pidNamespace)
    return {
      kind: 'out-of-sight',
      where: `on ${machine}, in the PID namespace ${pidNamespace} of another container than this process (${me.pidNamespace ?? 'none'})`,
    };
  return isThere(holder) ? { kind: 'may-live' } : { kind: 'dead' };
}

/** Where no boot has an id, the name of the machine is all that there is; on Linux each has one, so its lack says nothing. */
function isSameBoot(holder: ProcessIdentity, me: ProcessIdentity, platform: NodeJS.Platform): boolean {
  const mine = bootOf(me);
  return bootOf(holder) === mine && (mine !== '' || platform !== 'linux');
}

/** A container may have its machine-id from an image, as others elsewhere have: outside of containers it says that this machine was started anew. */
function endedWithItsBoot(holder: ProcessIdentity, me: ProcessIdentity): boolean {
  return (
    bootOf(holder) !== '' &&
    bootOf(me) !== '' &&
    holder.machineId !== undefined &&
    holder.machineId === me.machineId &&
    holder.pidNamespace === INITIAL_NAMESPACE &&
    me.pidNamespace === INITIAL_NAMESPACE
  );
}

function otherBoot(holder: ProcessIdentity): string {
  const boot = bootOf(holder);
  return `on another machine of the name ${holder.machine}, or on this one before it was started anew (boot ${boot === '' ? 'unknown' : boot})`;
}

function isThere({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return ticksOf(started) === '' || ticksOf(now) === '' || started === now;
}

function bootOf({ started }: ProcessIdentity): string {
  return started.split('/')[0] ?? '';
}

function ticksOf(started: string): string {
  return started.split('/')[1] ?? '';
}
