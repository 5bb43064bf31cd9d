/** Something that happened on the way to an end. */
export interface ChainLine {
  readonly atUs: number;
  readonly text: string;
  /** How little it has to do with the end. 0: shown whatever else is; of the others, the larger go first. */
  readonly distance: number;
}

/** Lines that were left out, at their place. */
export interface Gap {
  readonly leftOut: number;
}

/**
 * At most so many lines, gaps included, in their order: the most distant are left out first, and of equally distant ones the
 * earliest. Lines of distance 0 stay, also when they are too many.
 */
export function causalChain(lines: readonly ChainLine[], most: number): readonly (ChainLine | Gap)[] {
  const shown = lines.map(() => true);
  const isGone = (index: number): boolean => shown[index] === false;
  const order = [...lines.keys()]
    .filter((index) => distanceOf(lines, index) > 0)
    .sort((a, b) => distanceOf(lines, b) - distanceOf(lines, a) || a - b);
  let height = lines.length;
  for (const index of order) {
    if (height <= most) break;
    shown[index] = false;
    // Its own line goes and a gap comes, which takes the place of the gaps beside it.
    height -= Number(isGone(index - 1)) + Number(isGone(index + 1));
  }
  const chain: (ChainLine | Gap)[] = [];
  let leftOut = 0;
  for (const [index, line] of lines.entries()) {
    if (isGone(index)) {
      leftOut += 1;
      continue;
    }
    if (leftOut > 0) chain.push({ leftOut });
    leftOut = 0;
    chain.push(line);
  }
  return leftOut > 0 ? [...chain, { leftOut }] : chain;
}

function distanceOf(lines: readonly ChainLine[], index: number): number {
  return lines[index]?.distance ?? 0;
}
