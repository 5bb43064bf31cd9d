import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote, quoteAll } from '../../src/remote/quote.js';

const word = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '`', '!', '\n', ' ', '~', '*', '-', 'é', '=') }),
);
const argv = fc.array(
  word.map((text) => text.replaceAll('\0', '')).filter((text) => Buffer.from(text).toString() === text),
  { maxLength: 6 },
);

describe('quote', () => {
  it.each(['sh', 'dash', 'bash'])('gives %s every argument byte for byte', (shell) => {
    fc.assert(
      fc.property(argv, (words) => {
        const printed = execFileSync(shell, ['-c', `printf '%s\\0' ${quoteAll(['-', ...words])}`]);
        expect(printed.toString()).toBe(['-', ...words].map((one) => `${one}\0`).join(''));
      }),
      { numRuns: 60 },
    );
  });

  it('leaves plain words readable', () => {
    expect(quoteAll(['kubeadm', 'join', '--config', '/run/quorate/join.yaml'])).toBe(
      'kubeadm join --config /run/quorate/join.yaml',
    );
  });

  it('keeps an empty argument', () => {
    expect(quote('')).toBe("''");
  });
});
