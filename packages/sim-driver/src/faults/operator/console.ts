import type { Task } from '../../engine/task.js';
import { startTask } from '../../engine/task.js';
import type { Host } from '../../host/host.js';
import type { World } from '../../world/world.js';

export interface Typed {
  readonly code: number;
  readonly stdout: string;
}

/** A person at the console of a host that is on. What comes of it shows in the world. */
export function atConsole(world: World, name: string, work: (host: Host) => Task<unknown>): void {
  const host = world.host(name);
  if (host.power === 'on') startTask(world.scheduler, work(host));
}

/** Types a command and waits for its end. The trace tells the first two words: the others may be secret. */
export function* type(
  host: Host,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Task<Typed> {
  const name = argv[0] ?? '';
  const program = host.missingPrograms.has(name) ? undefined : host.world.programs[name];
  if (program === undefined || host.power === 'off') return { code: 127, stdout: '' };
  host.world.record('person.typed', host.name, { line: argv.slice(0, 2).join(' ') });
  const process = host.spawn(argv, program, { env });
  if (process.alive) yield { kind: 'future', future: process.exited };
  const status = process.exited.value;
  return { code: status?.kind === 'exit' ? status.code : 137, stdout: process.stdout };
}
