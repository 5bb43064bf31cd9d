import { describe, expect, it } from 'vitest';
import { FAULT_CATALOGUE, parseFault, parseMoment, parseSpan } from '../../src/index.js';

const HOSTS = ['master1', 'master2', 'proxy'];

describe('the short form of a fault', () => {
  it('takes a time after the start', () => {
    expect(parseFault('power-off:master2@1m30s', HOSTS)).toEqual({
      ok: true,
      value: { kind: 'power-off', args: { host: 'master2' }, when: { kind: 'after', ms: 90_000 } },
    });
  });

  it('takes the n-th event of a host with details, and a delay', () => {
    expect(parseMoment('kubeadm.phase/master1/phase=upload-config/kubelet#2+50ms')).toEqual({
      ok: true,
      value: {
        kind: 'on',
        event: 'kubeadm.phase',
        host: 'master1',
        detail: { phase: 'upload-config/kubelet' },
        occurrence: 2,
        delayMs: 50,
      },
    });
  });

  const mistakes: readonly (readonly [string, string])[] = [
    ['power-off:master2', 'has no moment'],
    ['explode:master2@1s', 'unknown fault "explode"'],
    ['power-off:nobody@1s', 'no host "nobody"; there are master1, master2, proxy'],
    ['power-off@1s', 'needs host'],
    ['heal:master1@1s', 'takes 0 arguments'],
    ['move-clock:master1,soon@1s', '"soon" is not a time span'],
    ['lose-reply:master1,kubeadm,join,during@1s', 'neither before nor after'],
    ['power-off:master2@!', 'neither a time span nor an event'],
  ];
  for (const [text, message] of mistakes) {
    it(`refuses ${text}: ${message}`, () => {
      const parsed = parseFault(text, HOSTS);
      expect(parsed.ok).toBe(false);
      if (!parsed.ok) expect(parsed.error).toContain(message);
    });
  }

  it('reads time spans, also negative ones', () => {
    expect(['90s', '1h30m', '-2h', '3d', '250ms', '', '5', 'x1s'].map(parseSpan)).toEqual([
      90_000,
      5_400_000,
      -7_200_000,
      259_200_000,
      250,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('lists each kind once, and seventy at least', () => {
    const kinds = FAULT_CATALOGUE.map((one) => one.kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(kinds.length).toBeGreaterThanOrEqual(70);
  });
});
