/** East Asian characters and emoji, as terminals draw them. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;
/** Drawn over the character before them, or not at all. */
const WITHOUT_WIDTH = /\p{Mn}|\p{Me}|\p{Cf}/u;

function columnsOf(character: string): number {
  if (WITHOUT_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** At most so many columns of a line, with `…` where there would be more. */
export function cut(line: string, columns: number): string {
  const characters = Array.from(line);
  const widths = characters.map(columnsOf);
  if (widths.reduce((sum, width) => sum + width, 0) <= columns) return line;
  let [room, kept] = [columns - 1, ''];
  for (const [index, character] of characters.entries()) {
    room -= widths[index] ?? 1;
    if (room < 0) break;
    kept += character;
  }
  return `${kept}…`;
}
