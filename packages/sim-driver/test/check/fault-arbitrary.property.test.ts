import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { fault, faults, faultText, scenario } from '../../src/check/index.js';
import { faultKinds } from '../../src/check/fault-kinds.js';
import { FAULT_CATALOGUE, parseFault } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();
const names = spec.hosts.map(({ name }) => name);

describe('drawn faults', () => {
  test.prop({ drawn: fault(spec) })('are what their short form says', ({ drawn }) => {
    expect(parseFault(faultText(drawn), names)).toEqual({ ok: true, value: drawn });
  });

  test.prop({ drawn: fault(spec) })(
    'end by themselves when they last, and strike once when not',
    ({ drawn }) => {
      const definition = FAULT_CATALOGUE.find(({ kind }) => kind === drawn.kind);
      expect(definition?.aftermath).not.toBe('no-fault');
      expect(drawn.forMs !== undefined).toBe(definition?.timing === 'lasting');
    },
  );

  test.prop({ drawn: fault(spec) })('name hosts of the roles that their definition asks for', ({ drawn }) => {
    const definition = FAULT_CATALOGUE.find(({ kind }) => kind === drawn.kind);
    for (const { name, type, roles, optional } of definition?.args ?? []) {
      const value = drawn.args[name];
      if (value === undefined) expect(optional).toBe(true);
      else if (type === 'host') {
        const role = spec.hosts.find((host) => host.name === value)?.role;
        expect(roles ?? ['control-plane', 'worker', 'load-balancer']).toContain(role);
      }
    }
  });

  it('reach every kind of the catalogue that fits', () => {
    const kinds = new Set(fc.sample(fault(spec), { seed: 2, numRuns: 3000 }).map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(
      faultKinds(spec)
        .map(({ kind }) => kind)
        .sort(),
    );
  });

  it('of one run come from a subset of the kinds, so that none is in the way of another', () => {
    const runs = fc.sample(faults(spec, { maxFaults: 40 }), { seed: 2, numRuns: 400 });
    const many = runs.filter((list) => list.length >= 20);
    expect(many.length).toBeGreaterThan(50);
    const few = many.filter((list) => new Set(list.map(({ kind }) => kind)).size <= 8);
    expect(few.length).toBeGreaterThan(0);
  });

  it('are few kinds when only these are asked for', () => {
    const runs = fc.sample(faults(spec, { kinds: ['reboot', 'cut'] }), { seed: 2, numRuns: 100 });
    const kinds = new Set(runs.flat().map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['cut', 'reboot']);
  });

  it('are refused when no kind fits', () => {
    expect(() => fault(spec, { kinds: ['no-such-kind'] })).toThrow(RangeError);
  });

  test.prop({ drawn: scenario(spec) })('make a scenario that is plain JSON', ({ drawn }) => {
    expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn);
  });
});

describe('the short form', () => {
  it('refuses what it cannot carry', () => {
    const awkward = { kind: 'kill', args: { host: 'master1', program: 'a,b' } };
    expect(() => faultText({ ...awkward, when: { kind: 'after', ms: 0 } })).toThrow(RangeError);
  });
});
