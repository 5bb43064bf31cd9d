import type { HostObservation } from '../observation/observation.js';
import type { HostName } from '../spec/cluster-spec.js';
import { heldWhenLastRead } from './cluster-authority.js';

/** A host of which something that decides could not be seen: why not, and what a person does about it. */

export function whyHidden(seen: HostObservation | undefined): string {
  if (seen?.reachable !== 'yes')
    return `${seen?.detail ?? 'no answer'}${heldWhenLastRead(seen) ? '; it held a cluster when it was last read' : ''}`;
  if (seen.files === undefined) return 'its files could not be read';
  return lacksPgrep(seen)
    ? 'pgrep is not installed, so whether a kubeadm runs cannot be told'
    : 'whether a kubeadm runs could not be read';
}

export function bringIntoView(name: HostName, seen: HostObservation | undefined): string {
  if (seen?.reachable !== 'yes') return `make ${name} reachable; the run goes on by itself`;
  return lacksPgrep(seen)
    ? `install pgrep on ${name} (Debian: procps); the run goes on by itself`
    : `look why ${name} answers, but not everything that it is asked; the run goes on by itself`;
}

function lacksPgrep({ capacity }: HostObservation): boolean {
  return capacity?.missingPrograms?.kind === 'told' && capacity.missingPrograms.value.includes('pgrep');
}
