import type { Command } from '@quorate/core';

/** The host whose line shows a command; undefined for one that is about all of them. */
export function hostOf(command: Command): string | undefined {
  if ('host' in command) return command.host;
  return 'via' in command ? command.via : undefined;
}
