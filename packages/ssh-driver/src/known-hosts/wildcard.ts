/** OpenSSH's patterns: `*` stands for any characters, `?` for exactly one, everything else for itself (PATTERNS in ssh_config(5)). */
export function matchesWildcard(pattern: string, text: string): boolean {
  let patternAt = 0;
  let textAt = 0;
  let star = -1;
  let resumeAt = 0;
  while (textAt < text.length) {
    const wanted = pattern[patternAt];
    if (wanted === '*') {
      star = patternAt;
      resumeAt = textAt;
      patternAt += 1;
    } else if (wanted === '?' || (wanted !== undefined && wanted === text[textAt])) {
      patternAt += 1;
      textAt += 1;
    } else if (star >= 0) {
      // Only the last star can still give way: linear in practice, never exponential.
      resumeAt += 1;
      textAt = resumeAt;
      patternAt = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(patternAt));
}

/** A list of patterns matches when one of them does, and none that is negated with `!` does. */
export function matchesPatternList(patterns: readonly string[], text: string): boolean {
  const matching = patterns.filter((pattern) => matchesWildcard(pattern.replace(/^!/, ''), text));
  return matching.length > 0 && !matching.some((pattern) => pattern.startsWith('!'));
}
