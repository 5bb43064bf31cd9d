import { rememberPer } from '../engine/remember.js';
import type { Host } from '../host/host.js';
import type { Process, Program } from '../host/process.js';
import type { Unit } from '../host/unit.js';

const SUFFIX = '.service';

/** Program `systemctl` over the units of its host. Several units may be named; the last failure decides the exit code. */
export const systemctl: Program = function* (process) {
  const { verb, names, now } = readArguments(process.argv);
  if (verb === 'daemon-reload') return 0;
  let code = 0;
  for (const name of names) {
    const plain = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;
    const unit = process.host.units.get(plain);
    const result = unit === undefined ? absent(process, verb, plain) : act(process, verb, unit, now);
    if (result !== 0) code = result;
  }
  return code;
};

/** The same command lines are run at every look. */
const readArguments = rememberPer((argv: readonly string[]) => {
  const [verb = '', ...names] = argv.slice(1).filter((argument) => !argument.startsWith('-'));
  return { verb, names, now: argv.includes('--now') };
});

function absent(process: Process, verb: string, name: string): number {
  switch (verb) {
    case 'is-active':
      process.out('inactive');
      return 3;
    case 'is-enabled':
      process.err(`Failed to get unit file state for ${name}.service: No such file or directory`);
      return 1;
    case 'enable':
    case 'disable':
      process.err(`Failed to ${verb} unit: Unit file ${name}.service does not exist.`);
      return 1;
    case 'status':
      process.err(`Unit ${name}.service could not be found.`);
      return 4;
    default:
      process.err(`Failed to ${verb} ${name}.service: Unit ${name}.service not found.`);
      return 5;
  }
}

function act(process: Process, verb: string, unit: Unit, now: boolean): number {
  switch (verb) {
    case 'is-active':
      process.out(unit.state());
      return unit.state() === 'active' ? 0 : 3;
    case 'is-enabled':
      process.out(unit.enabled ? 'enabled' : 'disabled');
      return unit.enabled ? 0 : 1;
    case 'enable':
      return enable(process, unit, now);
    case 'disable':
      unit.enabled = false;
      if (now) unit.stop();
      return 0;
    case 'start':
      unit.start();
      return started(process, unit);
    case 'restart':
      unit.restart();
      return started(process, unit);
    case 'stop':
      unit.stop();
      return 0;
    case 'reload':
      return reload(process, unit);
    case 'status':
      return status(process, unit);
    default:
      process.err(`Unknown command verb '${verb}'.`);
      return 1;
  }
}

function enable(process: Process, unit: Unit, now: boolean): number {
  if (!unit.enabled) {
    const target = `/etc/systemd/system/multi-user.target.wants/${unit.name}.service`;
    process.err(`Created symlink ${target} → ${unitFile(unit)}.`);
  }
  unit.enabled = true;
  if (!now) return 0;
  unit.start();
  return started(process, unit);
}

function started(process: Process, unit: Unit): number {
  if (unit.state() !== 'failed') return 0;
  process.err(
    `Job for ${unit.name}.service failed because the control process exited with error code.\n` +
      `See "systemctl status ${unit.name}.service" and "journalctl -xeu ${unit.name}.service" for details.`,
  );
  return 1;
}

function reload(process: Process, unit: Unit): number {
  if (unit.reload === undefined) {
    process.err(
      `Failed to reload ${unit.name}.service: Job type reload is not applicable for unit ${unit.name}.service.`,
    );
    return 1;
  }
  if (unit.state() !== 'active') {
    process.err(`${unit.name}.service is not active, cannot reload.`);
    return 1;
  }
  unit.reload();
  return 0;
}

function status(process: Process, unit: Unit): number {
  const words = {
    active: 'active (running)',
    inactive: 'inactive (dead)',
    activating: 'activating (auto-restart)',
    failed: 'failed',
  };
  process.out(`● ${unit.name}.service`);
  process.out(`     Loaded: loaded (${unitFile(unit)}; ${unit.enabled ? 'enabled' : 'disabled'})`);
  process.out(`     Active: ${words[unit.state()]}`);
  const pid = mainPid(process.host, unit);
  if (pid !== undefined) process.out(`   Main PID: ${String(pid)} (${unit.name})`);
  return unit.state() === 'active' ? 0 : 3;
}

function mainPid(host: Host, unit: Unit): number | undefined {
  return unit.state() === 'active' ? host.processesNamed(unit.name)[0]?.pid : undefined;
}

function unitFile(unit: Unit): string {
  return `/lib/systemd/system/${unit.name}.service`;
}
