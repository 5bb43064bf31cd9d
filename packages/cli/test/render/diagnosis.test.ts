import type { Diagnosis, LikelyCause } from '@quorate/core';
import { KNOWN_CAUSES } from '@quorate/core';
import { expect, test } from 'vitest';
import { renderDiagnosis } from '../../src/render/diagnosis.js';

const plain = { columns: 80, paint: (_style: string, text: string) => text };

function diagnosed(...causes: readonly LikelyCause[]): Diagnosis {
  return {
    causes,
    evidence: { collectedAtMs: 0, endpoint: { host: 'x', port: 6443 }, hosts: [], items: [] },
  };
}

function likely(cause: (typeof KNOWN_CAUSES)[number]): LikelyCause {
  const { id, title, kind, why, next, source } = cause;
  const line = `2026-01-01T00:00:00+0000 master1 kubelet: ${'something that takes long to say '.repeat(6)}the end`;
  const seen = [1, 2, 3].map((number) => ({
    host: `master${String(number)}`,
    where: 'kubelet-journal',
    line,
  }));
  return { id, title, kind, seen, why, next, source };
}

test.each(KNOWN_CAUSES.map((cause) => [cause.id, cause] as const))(
  '%s is told in 12 lines of 80 columns, with its reason to the end and what is safe next',
  (id, cause) => {
    const lines = renderDiagnosis(diagnosed(likely(cause), ...KNOWN_CAUSES.map(likely)), plain);
    expect(lines.length).toBeLessThanOrEqual(12);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(lines[0]).toContain('likely cause: ');
    expect(lines[1]).toBe('  seen on master1, kubelet-journal:');
    expect(lines[2]).toMatch(/the end$/);
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    expect(text, id).toContain(cause.why);
    expect(text).toContain(`next ${(cause.next[0] ?? '').split(' ')[0] ?? ''}`);
    expect(lines.at(-1)).toMatch(/^ {2}also {5}/);
  },
);

test('does not say that nothing was recognised when nobody could look', () => {
  const failed = { ...diagnosed(), lookFailed: 'the connection was closed' };
  expect(renderDiagnosis(failed, plain)).toEqual([
    'no evidence could be collected: the connection was closed',
  ]);
});

test('says that nothing was recognised, and keeps to a narrow terminal', () => {
  expect(renderDiagnosis(diagnosed(), plain)).toEqual(['no known cause was recognised in the evidence']);
  const [first] = KNOWN_CAUSES;
  if (first === undefined) throw new Error('the catalogue is empty');
  for (const line of renderDiagnosis(diagnosed(likely(first)), { ...plain, columns: 50 }))
    expect(line.length).toBeLessThanOrEqual(50);
});
