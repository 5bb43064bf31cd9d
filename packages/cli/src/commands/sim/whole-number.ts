import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';

export function wholeNumber(option: string, text: string): Result<number, string> {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value)
    ? ok(value)
    : err(`${option} "${text}" is not a whole number from 0`);
}
