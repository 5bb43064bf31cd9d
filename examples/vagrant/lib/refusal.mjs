/** What the exit codes mean: the table of `quorate --help`. */
export const EXIT = { done: 0, usage: 2, configInvalid: 3, blocked: 5, interrupted: 130 };

/** Why the run did not begin, or could not go on: lines for people, the last of which say what to do. */
export class Refusal extends Error {
  constructor(exitCode, ...lines) {
    super(lines.join('\n'));
    this.exitCode = exitCode;
  }
}
