import type { TraceRecord } from '../engine/trace.js';
import type { Fault } from '../faults/fault.js';

/** Which faults struck, by the records that they left. */
export function struckFaults(
  faults: readonly Fault[],
  strikes: readonly TraceRecord[],
): { readonly struck: readonly Fault[]; readonly missed: readonly Fault[] } {
  const open = [...strikes];
  const struck: Fault[] = [];
  const missed: Fault[] = [];
  for (const fault of faults) {
    const index = open.findIndex(
      ({ host, detail }) => host === fault.args['host'] && detail?.['kind'] === fault.kind,
    );
    if (index >= 0) open.splice(index, 1);
    (index >= 0 ? struck : missed).push(fault);
  }
  return { struck, missed };
}
