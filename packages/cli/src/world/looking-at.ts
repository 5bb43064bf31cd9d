import { counted } from '../render/counted.js';

/** The line before a look at hosts. `about`: what they are, as {@link ClusterWorld.about} says it. */
export function lookingAt(hosts: number, about: string): string {
  return `looking at ${counted(hosts, 'host')}: ${about}`;
}
