import { spawnSync } from 'node:child_process';
import { down, off, on, states, up, wipe } from './src/lab.js';
import { labHost } from './src/lab-host.js';
import { insideNetwork } from './src/network.js';
import { clientKey, knownHosts, LOGIN_USER } from './src/places.js';
import { missingRequirements } from './src/requirements.js';

const usage = `usage: npm run lab -- COMMAND

  up           boot the seven hosts of the tutorial (builds them on the first call)
  down         remove them
  status       which are on
  off NAME     pull the plug of one
  on NAME      boot it again from its disk
  wipe NAME    replace it by a new machine of the same name
  ssh NAME [COMMAND...]   log in to one
  inside COMMAND...       run a program in the lab's network`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main([command = 'help', name = '', ...rest]: readonly string[]): Promise<number> {
  const reasons = await missingRequirements();
  if (reasons.length > 0) {
    for (const reason of reasons) say(reason);
    return 2;
  }
  switch (command) {
    case 'up':
      await up(say);
      return 0;
    case 'down':
      await down(say);
      return 0;
    case 'status':
      for (const { host, on: isOn } of states())
        process.stdout.write(`${host.name}\t${host.address}\t${isOn ? 'on' : 'off'}\n`);
      return 0;
    case 'off':
      await off(name);
      return 0;
    case 'on':
      await on(name);
      return 0;
    case 'wipe':
      await wipe(name);
      return 0;
    case 'ssh':
      return run('ssh', [
        '-i',
        clientKey,
        '-o',
        `UserKnownHostsFile=${knownHosts}`,
        `${LOGIN_USER}@${labHost(name).address}`,
        ...rest,
      ]);
    case 'inside':
      return run(name, rest);
    default:
      say(usage);
      return 2;
  }
}

function run(program: string, args: readonly string[]): number {
  const [nsenter = '', ...inside] = insideNetwork;
  return spawnSync(nsenter, [...inside, program, ...args], { stdio: 'inherit' }).status ?? 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
