import { MICROS_PER_SECOND } from '../engine/scheduler.js';
import type { Host } from '../host/host.js';
import type { Program } from '../host/process.js';
import type { Container } from '../kubernetes/kubelet/container-runtime.js';
import { ContainerRuntime } from '../kubernetes/kubelet/container-runtime.js';
import { CONTAINERD_SOCKET, dialError, runtimeAnswers } from '../kubernetes/kubelet/runtime-socket.js';

const HEADER = ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD'];

/** `crictl ps [-a]` (1.26): the containers of static pods. */
export const crictl: Program = function* (process) {
  const { host } = process;
  if (process.argv[1] !== 'ps') {
    process.err(`NAME:\n   crictl - client for CRI\n\nNo help topic for '${process.argv[1] ?? ''}'`);
    return 1;
  }
  if (!runtimeAnswers(host)) {
    process.err(
      'time="" level=fatal msg="validate service connection: validate CRI v1 runtime API for endpoint ' +
        `\\"unix://${CONTAINERD_SOCKET}\\": ${dialError(CONTAINERD_SOCKET).replaceAll('"', '\\"')}"`,
    );
    return 1;
  }
  const all = process.argv.includes('-a');
  const containers = ContainerRuntime.of(host)
    .list()
    .filter((container) => all || container.process.alive)
    .sort((one, other) => other.startedUs - one.startedUs);
  for (const line of table([HEADER, ...containers.map((container) => row(host, container))]))
    process.out(line);
  return 0;
};

function row(host: Host, { manifest, process, startedUs, restarts }: Container): readonly string[] {
  const { name, image } = manifest;
  return [
    identity(`${host.machineId} ${String(process.pid)}`),
    identity(image),
    ago((host.world.scheduler.now() - startedUs) / MICROS_PER_SECOND),
    process.alive ? 'Running' : 'Exited',
    manifest.command[0] ?? name,
    String(restarts),
    identity(`${host.machineId} ${name}`),
    `${name}-${host.hostname}`,
  ];
}

/** As crictl's tables are set: at least 20 columns each, 3 between them. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEADER.map((_, column) =>
    Math.max(20, ...rows.map((cells) => (cells[column] ?? '').length + 3)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join(''),
  );
}

/** As docker/go-units words it. */
function ago(seconds: number): string {
  if (seconds < 1) return 'Less than a second ago';
  if (seconds < 2) return '1 second ago';
  if (seconds < 60) return `${String(Math.floor(seconds))} seconds ago`;
  if (seconds < 120) return 'About a minute ago';
  if (seconds < 3_600) return `${String(Math.floor(seconds / 60))} minutes ago`;
  if (seconds < 7_200) return 'About an hour ago';
  if (seconds < 172_800) return `${String(Math.floor(seconds / 3_600))} hours ago`;
  return `${String(Math.floor(seconds / 86_400))} days ago`;
}

/** 13 hexadecimal digits: the beginning of an id, the same for the same thing. */
function identity(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (const letter of text) {
    low = Math.imul(low ^ letter.charCodeAt(0), 0x01000193);
    high = Math.imul(high ^ low, 0x85ebca6b);
  }
  return `${(low >>> 0).toString(16).padStart(8, '0')}${(high >>> 0).toString(16).padStart(8, '0')}`.slice(
    0,
    13,
  );
}
