import type { Examined } from './campaign.js';

/** Above this share of those that were compared, chance is no excuse for differences that were not seen each time. */
const NOT_REPEATED_SHARE = 0.02;

export function counted(examined: readonly Examined[], kind: Examined['kind']): number {
  return examined.filter((one) => one.kind === kind).length;
}

/** Why so many examined scripts do not show that `wanted` of them are alike; a difference that was seen each time aside. */
export function complaintsOf(examined: readonly Examined[], wanted: number): readonly string[] {
  const alike = counted(examined, 'alike');
  const once = counted(examined, 'not-repeated');
  // One is always let pass: of few scripts one is more than the share.
  const tolerated = Math.max(1, Math.floor(NOT_REPEATED_SHARE * (alike + once)));
  return [
    ...(once > tolerated ? [`${once} scripts differed once and not again; ${tolerated} may`] : []),
    ...(alike < wanted
      ? [`only ${alike} of ${wanted} scripts were alike; ${counted(examined, 'too-slow')} were too slow here`]
      : []),
  ];
}
