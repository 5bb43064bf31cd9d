import { describe, expect, it } from 'vitest';
import type { TraceRecord } from '../../src/index.js';
import {
  armFaults,
  etcdMembers,
  FAULT_CATALOGUE,
  monitorInvariants,
  orchestrate,
  parseMoment,
  Simulation,
} from '../../src/index.js';
import { fits } from '../../src/faults/fault.js';
import { lastingDamage } from '../../src/check/lasting-damage.js';
import { faultDefinition } from '../../src/faults/catalogue.js';
import { faultOf } from '../support/faults.js';
import { tutorialSpec } from '../support/specs.js';

/** Of each kind, from its definition. */
const ENDINGS = FAULT_CATALOGUE.flatMap(({ endings = [] }) => endings);

const SCOPES: readonly string[] = ['process', 'host', 'etcd'];
const ENDLESS_MS = 24 * 3_600_000;

/** Whether a record is of an event, as moments name it. */
function isOf(text: string): (record: TraceRecord) => boolean {
  const moment = parseMoment(text);
  if (!moment.ok || moment.value.kind !== 'on') throw new Error(`${text} names no event`);
  const { value } = moment;
  return (record) => fits(value, record);
}

describe('a bootstrap of three masters with one fault', () => {
  it('each kind has an ending, of its own kind', () => {
    const kinds = FAULT_CATALOGUE.filter(
      ({ scope, aftermath }) => SCOPES.includes(scope) && aftermath !== 'no-fault',
    );
    expect(kinds.filter(({ endings = [] }) => endings.length === 0).map(({ kind }) => kind)).toEqual([]);
    for (const { kind, endings = [] } of FAULT_CATALOGUE)
      for (const { fault } of endings) expect(fault.split(/[:@]/, 1)).toEqual([kind]);
  });

  it.each(ENDINGS)('$fault: $ends', async ({ fault: text, ends, kubernetesVersion, seen }) => {
    const spec = tutorialSpec(kubernetesVersion === undefined ? {} : { kubernetesVersion });
    const simulation = new Simulation({ spec, seed: 1, keepTrace: true });
    const monitor = monitorInvariants(simulation);
    const fault = faultOf(spec, text);
    armFaults(simulation, [fault]);
    const startedMs = simulation.nowMs();
    const { result } = await orchestrate(simulation, {
      onEvent({ atMs }) {
        if (atMs - startedMs > ENDLESS_MS) throw new Error('the run does not end');
      },
    });
    const { records } = simulation.world.trace;
    for (const happened of ['fault.struck', ...(seen === undefined ? [] : [seen])])
      expect(records.filter(isOf(happened)), happened).not.toEqual([]);
    expect(monitor.violations).toEqual([]);
    expect(result.status === 'blocked' ? result.reason.code : result.status).toBe(ends);
    if (result.status === 'blocked') {
      expect(result.reason.summary).not.toBe('');
      expect(result.reason.remedies.length).toBeGreaterThan(0);
      if (faultDefinition(fault.kind)?.aftermath === 'heals')
        expect(lastingDamage(simulation, result.reason.code)).toBeDefined();
    } else {
      const members = etcdMembers(simulation.world).map(({ name }) => name);
      expect(members.toSorted()).toEqual(['master1', 'master2', 'master3']);
    }
  });
});
