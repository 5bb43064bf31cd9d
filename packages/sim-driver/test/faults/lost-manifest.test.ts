import { describe, expect, it } from 'vitest';
import { endKey, runChecked } from '../../src/check/index.js';
import { runScenario } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import { faultOf } from '../support/faults.js';

const spec = tutorialSpec();
const masters = { ...spec, hosts: spec.hosts.filter(({ role }) => role !== 'worker') };

/** master1 is the only member, and the manifest of the pod network was applied a moment ago. */
const LOSS = 'wipe-init-member@journal.written/what=observe#3';

describe('a first etcd that loses its data after the CNI manifest was applied', () => {
  it('begins anew and gets it again', async () => {
    const fault = faultOf(masters, LOSS);
    const scenario = { spec: masters, seed: 1, faults: [fault], late: {} };
    expect(endKey((await runChecked(scenario)).end)).toBe('ready');
    const issued: string[] = [];
    await runScenario(scenario, {
      onEvent: (event) => {
        if (event.type === 'command.issued') issued.push(event.command.kind);
      },
    });
    expect(issued.filter((kind) => kind === 'apply-cni')).toHaveLength(2);
    expect(issued.lastIndexOf('apply-cni')).toBeGreaterThan(issued.indexOf('finish-initialise'));
  });

  it('is not written into when workers have joined what it lost', async () => {
    const fault = faultOf(spec, 'wipe-init-member@node.registered/node1');
    const { end } = await runChecked({ spec, seed: 1, faults: [fault], late: {} });
    expect(endKey(end)).toBe('blocked: data-lost');
  });
});
