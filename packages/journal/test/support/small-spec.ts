import type { ClusterSpec } from '@quorate/core';
import { tutorialSpec } from '../../../sim-driver/test/support/specs.js';

/** The tutorial's cluster with these of its hosts. */
export function specWith(...names: readonly string[]): ClusterSpec {
  const spec = tutorialSpec();
  return { ...spec, hosts: spec.hosts.filter(({ name }) => names.includes(name)) };
}

/** What `child-run.ts` builds. */
export const childSpec: ClusterSpec = specWith('proxy', 'master1', 'master2', 'master3');
