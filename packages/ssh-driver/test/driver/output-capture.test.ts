import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputCapture } from '../../src/driver/output-capture.js';

describe('OutputCapture', () => {
  it('gives the same text and lines however the bytes arrive', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ä', '漢', '😀', '\n', '\r\n', ' ') });
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (printed, sizes) => {
        const lines: string[] = [];
        const capture = new OutputCapture((line) => lines.push(line));
        const bytes = Buffer.from(printed);
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          capture.add(bytes.subarray(at, at + size));
          at += size;
        }
        capture.end();
        expect(capture.text()).toBe(printed);
        const expected = printed.split('\n').map((line) => line.replace(/\r$/, ''));
        expect(lines).toEqual(printed.endsWith('\n') || printed === '' ? expected.slice(0, -1) : expected);
      }),
    );
  });

  it('replaces bytes that are no UTF-8, also at the end', () => {
    const capture = new OutputCapture();
    capture.add(Buffer.from([0x61, 0xff, 0x62, 0xc3]));
    capture.end();
    expect(capture.text()).toBe('a\ufffdb\ufffd');
  });
});
