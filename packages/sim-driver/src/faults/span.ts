const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `1h30m`, `3d`, `-2h` in milliseconds; undefined when it is none of these. */
export function parseSpan(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[+-]/, '');
  if (!/^(\d+(ms|[smhd]))+$/.test(body)) return undefined;
  let total = 0;
  for (const [, digits = '', unit = ''] of body.matchAll(/(\d+)(ms|[smhd])/g))
    total += Number(digits) * (UNITS[unit] ?? 0);
  return sign * total;
}
