import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { Secret, printable, revealText } from '../../src/foundation/secret.js';
import { renderDocuments } from '../../src/kubeadm-config/render-documents.js';

const tokens = fc.stringMatching(/^[0-9]{6}\.[0-9]{16}$/);
const keys = fc.stringMatching(/^[0-9]{2}e[0-9]{61}$/);

test.prop([tokens, keys])('a secret that looks like a number stays a string', (token, key) => {
  const text = renderDocuments([
    { token: new Secret('bootstrap-token', token), nested: [{ key: new Secret('certificate-key', key) }] },
  ]);
  expect(parse(revealText(text))).toEqual({ token, nested: [{ key }] });
  expect(printable(text)).not.toContain(token);
  expect(printable(text)).not.toContain(key);
});

const ambiguous = fc.constantFrom(
  'on',
  'no',
  'y',
  '1:20',
  '0x1f',
  '1_000',
  '1e3',
  'null',
  '~',
  '2026-11-22',
  '',
);

test.prop([fc.oneof(fc.string(), ambiguous)])(
  'any string comes back as it was, also from YAML 1.1',
  (value) => {
    const yaml = revealText(renderDocuments([{ value, list: [value] }]));
    expect(parse(yaml)).toEqual({ value, list: [value] });
    expect(parse(yaml, { schema: 'yaml-1.1' })).toEqual({ value, list: [value] });
  },
);
