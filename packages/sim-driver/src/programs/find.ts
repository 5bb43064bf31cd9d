import { rememberPer } from '../engine/remember.js';
import type { Process, Program } from '../host/process.js';
import { x509 } from '../kubeadm/openssl.js';
import { ContainerLogs } from '../kubernetes/kubelet/container-logs.js';
import { CLIENT_PEM } from '../kubernetes/kubelet/kubelet-files.js';
import { lastLines } from './resource-programs.js';

/**
 * `find [-H] PATH… -type f`; `find DIRECTORY -mindepth 1 -delete`;
 * `find DIRECTORY -name *.SUFFIX -print -exec openssl x509 OPTION… -in {} ;`; and
 * `find /var/log/pods -path PATTERN -exec tail -n NUMBER {} +`.
 */
export const find: Program = function* (process) {
  if (process.argv.at(-1) === '-delete') return deleteBelow(process);
  const at = process.argv.indexOf('-exec');
  if (at < 0) return listFiles(process);
  return process.argv[at + 1] === 'openssl' ? printCertificates(process, at) : tailPodLogs(process);
};

/** A disk that has not changed answers with the same list. */
const linesOf = rememberPer((files: readonly string[]) => files.join('\n'));

/** `-H` follows a link that is named as a path: the kubelet's certificate is one, and no file of its own (`-type f`). */
function listFiles(process: Process): number {
  const { argv, host } = process;
  const { disk } = host;
  const followsLinks = argv[1] === '-H';
  let code = 0;
  for (const path of argv.slice(followsLinks ? 2 : 1)) {
    if (path.startsWith('-')) break;
    if (disk.exists(path)) {
      if (path === CLIENT_PEM && !followsLinks) continue;
      const files = disk.filesBelow(path);
      if (files.length > 0) process.out(linesOf(files));
    } else {
      notFound(process, path);
      code = 1;
    }
  }
  return code;
}

/** The directory itself stays. */
function deleteBelow(process: Process): number {
  const [, directory = ''] = process.argv;
  const { disk } = process.host;
  if (!disk.exists(directory)) {
    notFound(process, directory);
    return 1;
  }
  disk.emptyDirectory(directory);
  return 0;
}

/** Whatever the program says of a file, find itself has done its work. */
function printCertificates(process: Process, at: number): number {
  const { argv, host } = process;
  const [, directory = ''] = argv;
  if (!host.disk.exists(directory)) {
    notFound(process, directory);
    return 1;
  }
  const suffix = (argv[argv.indexOf('-name') + 1] ?? '').replace('*', '');
  const options = argv.slice(at + 3, argv.indexOf(';', at));
  for (const path of host.disk.filesBelow(directory)) {
    if (!path.endsWith(suffix)) continue;
    process.out(path);
    x509(process, host.disk.text(path) ?? '', options);
  }
  return 0;
}

/** The directory is there as soon as a kubelet has run a container. */
function tailPodLogs(process: Process): number {
  const { argv } = process;
  const files = ContainerLogs.of(process.host).files();
  if (files.length === 0) {
    notFound(process, argv[1] ?? '');
    return 1;
  }
  const pattern = (argv[argv.indexOf('-path') + 1] ?? '').replaceAll('.', '\\.').replaceAll('*', '.*');
  const found = files.filter(([path]) => new RegExp(`^${pattern}$`).test(path));
  process.write('stdout', lastLines(found, Number(argv[argv.indexOf('-n') + 1]), found.length > 1));
  return 0;
}

function notFound(process: Process, path: string): void {
  process.err(`find: ‘${path}’: No such file or directory`);
}
