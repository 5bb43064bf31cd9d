import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { stringify } from 'yaml';
import { formatDuration, parseDuration } from '../../src/spec/duration.js';
import { parseClusterSpec } from '../../src/spec/parse.js';
import { renderDefaults } from '../../src/spec/render-defaults.js';
import { baseLines, diagnosticsOf, exampleText } from './documents.js';
import { topologies } from './topologies.js';

const sentinel = 'no such line';

function expectPlacesInside(text: string): void {
  const lines = text.split('\n');
  const found = diagnosticsOf(text);
  for (const { line, column } of found) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? sentinel).length + 1);
  }
}

/** Pieces that YAML gives a meaning to: plain random text would hardly ever get past the first character. */
const yamlText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['\n', ' ', '  ', '- ', ': ', ':', '? ', '[', ']', '{', '}', ',', '&a', '*a', '<<', '#', '|', '>'],
      ),
      fc.constantFrom(
        ...[
          '"',
          "'",
          '!!map',
          '!!binary',
          '%YAML 1.1\n---\n',
          '---',
          '...',
          '\t',
          '\r\n',
          '\uFEFF',
          '0',
          'null',
        ],
      ),
      fc.constantFrom(
        ...['spec', 'hosts', 'name', 'metadata', 'kind', 'cni', 'none', '__proto__', 'constructor'],
      ),
      fc.string(),
    ),
    { maxLength: 60, size: 'max' },
  )
  .map((parts) => parts.join(''));

/** A valid document with lines lost, doubled, cut or replaced. */
const damagedDocuments = fc
  .array(
    fc.record({
      line: fc.nat(60),
      damage: fc.constantFrom('lose', 'double', 'cut', 'indent', 'replace'),
      text: fc.constantFrom(
        'x',
        '  y: 1',
        '- 7',
        'a: [',
        'spec:',
        '    name: &a',
        '  hosts: *a',
        'null',
        '  cni: {}',
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .chain((damages) => fc.constantFrom(baseLines.join('\n'), exampleText).map((text) => ({ damages, text })))
  .map(({ damages, text }) => {
    const lines = text.split('\n');
    for (const { line, damage, text: other } of damages) {
      const at = line % lines.length;
      const old = lines[at] ?? '';
      const instead = {
        lose: [],
        double: [old, old],
        cut: [old.slice(0, Math.floor(old.length / 2))],
        indent: [`  ${old}`],
        replace: [other],
      }[damage];
      lines.splice(at, 1, ...instead);
    }
    return lines.join('\n');
  });

describe('any text', () => {
  test.prop({ text: yamlText })('parses or is refused inside the text, without a throw', ({ text }) => {
    expectPlacesInside(text);
  });

  test.prop({ text: fc.string({ unit: 'binary', maxLength: 300, size: 'max' }) })(
    'of any characters is refused inside the text, without a throw',
    ({ text }) => {
      expect(parseClusterSpec(text).ok).toBe(false);
      expectPlacesInside(text);
    },
  );

  test.prop({ text: damagedDocuments })(
    'a damaged document says the same each time, by position',
    ({ text }) => {
      expectPlacesInside(text);
      const first = parseClusterSpec(text);
      expect(parseClusterSpec(text)).toEqual(first);
      const found = first.ok ? first.warnings : first.errors;
      const places = found.map(({ line, column }) => line * 100_000 + column);
      expect(places).toEqual([...places].sort((left, right) => left - right));
      expect(first.ok || first.errors.length > 0).toBe(true);
    },
  );

  test.prop({ value: fc.jsonValue() })(
    'any JSON as spec is refused or accepted, without a throw',
    ({ value }) => {
      const document = {
        apiVersion: 'quorate.dev/v1alpha1',
        kind: 'Cluster',
        metadata: { name: 'a' },
        spec: value,
      };
      expectPlacesInside(stringify(document));
    },
  );
});

describe('any valid topology', () => {
  test.prop({ document: topologies })('parses', ({ document }) => {
    const parsed = parseClusterSpec(stringify(document));
    expect(parsed.ok ? [] : parsed.errors).toEqual([]);
  });

  test.prop({ document: topologies })('survives renderDefaults unchanged', ({ document }) => {
    const parsed = parseClusterSpec(stringify(document));
    if (!parsed.ok) throw new Error('the generator makes valid documents');
    const text = renderDefaults(parsed.spec);
    expect(parseClusterSpec(text)).toEqual(expect.objectContaining({ ok: true, spec: parsed.spec }));
  });
});

test.prop({ ms: fc.integer({ min: 1, max: 10 * 365 * 24 * 3_600_000 }) })(
  'a duration is read back as it was written',
  ({ ms }) => {
    expect(parseDuration(formatDuration(ms))).toEqual({ ok: true, value: ms });
  },
);
