import { describe, expect, it } from 'vitest';
import { endKey, runChecked } from '../../src/check/index.js';
import { runScenario } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import { faultOf } from '../support/faults.js';

const spec = tutorialSpec();

/** master1 is the only member, and the manifest of the pod network was applied a moment ago. */
const LOSSES = [3, 4, 5].map((look) => `wipe-init-member@journal.written/what=observe#${look}`);

describe('a first etcd that loses its data after the CNI manifest was applied', () => {
  it.each(LOSSES)('begins anew and gets it again: %s', async (text) => {
    const fault = faultOf(spec, text);
    const scenario = { spec, seed: 1, faults: [fault], late: {} };
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
});
