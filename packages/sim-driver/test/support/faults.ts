import type { ClusterSpec } from '@quorate/core';
import type { Fault } from '../../src/index.js';
import { parseFault } from '../../src/index.js';

/** A fault in its short form, on the hosts of the spec. */
export function faultOf(spec: ClusterSpec, text: string): Fault {
  const fault = parseFault(
    text,
    spec.hosts.map(({ name }) => name),
  );
  if (!fault.ok) throw new Error(fault.error);
  return fault.value;
}
