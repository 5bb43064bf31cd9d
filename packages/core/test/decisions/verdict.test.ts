import { describe, expect, it } from 'vitest';
import { allOf, check, refusals, verdict } from '../../src/decisions/verdict.js';

const yes = check('no-alarm', true, 'none');
const no = check('no-learner', false, 'one');
const unknown = check('api-stable', 'unknown', 'not looked at');

describe('a verdict', () => {
  it('allows only what every condition is known to permit', () => {
    expect(verdict('x', []).allowed).toBe(true);
    expect(verdict('x', [yes, yes]).allowed).toBe(true);
    expect(verdict('x', [yes, no]).allowed).toBe(false);
    expect(verdict('x', [yes, unknown]).allowed).toBe(false);
  });

  it('names what stands in the way, also what is not known', () => {
    expect(refusals(verdict('x', [yes, no, unknown]))).toEqual([no, unknown]);
    expect([yes.holds, no.holds, unknown.holds]).toEqual(['yes', 'no', 'unknown']);
  });

  it('of several answers is no before unknown before yes', () => {
    expect(allOf([])).toBe('yes');
    expect(allOf(['yes', 'unknown', 'no'])).toBe('no');
    expect(allOf(['yes', 'unknown'])).toBe('unknown');
    expect(allOf(['yes', 'yes'])).toBe('yes');
  });
});
