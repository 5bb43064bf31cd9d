import type { Task } from '../engine/task.js';
import type { Program } from '../host/process.js';
import { certs } from './commands/certs.js';
import { init, initPhase } from './commands/init.js';
import { listImages, pullConfiguredImages } from './commands/images.js';
import { join, joinPhase } from './commands/join.js';
import { reset } from './commands/reset.js';
import { token } from './commands/token.js';
import { version } from './commands/version.js';
import type { Failure } from './failure.js';
import type { KubeadmClients } from './run.js';
import { KubeadmRun } from './run.js';
import { profileOfVersion } from './version-profile.js';
import { millis } from '../engine/scheduler.js';

const START_US = millis(60);

/**
 * Program `kubeadm`, of the version that the host's software list gives it. Dropping it at a wait leaves behind what a
 * killed kubeadm leaves behind. Trace: `kubeadm.phase` {phase}, `kubeadm.exited` {code}.
 */
export function createKubeadm(clients: KubeadmClients): Program {
  return function* kubeadm(process) {
    const profile = profileOfVersion(process.host.software['kubeadm'] ?? '');
    if (profile === undefined) {
      process.err('kubeadm: command not found');
      return 127;
    }
    const run = new KubeadmRun(process, profile, clients);
    yield* run.work(START_US);
    const failure = yield* dispatch(run, process.argv.slice(1));
    const code = failure === undefined ? 0 : report(run, failure);
    process.world.record('kubeadm.exited', process.host.name, { code });
    return code;
  };
}

function dispatch(run: KubeadmRun, argv: readonly string[]): Task<Failure | undefined> {
  const [command = '', ...rest] = argv;
  switch (command) {
    case 'init':
      return rest[0] === 'phase' ? initPhase(run, rest.slice(1)) : init(run, rest);
    case 'join':
      return rest[0] === 'phase' ? joinPhase(run, rest.slice(1)) : join(run, rest);
    case 'reset':
      return reset(run, rest);
    case 'token':
      return token(run, rest);
    case 'certs':
      return certs(run, rest);
    case 'version':
      return ended(version(run, rest));
    case 'config':
      if (rest[0] === 'images' && rest[1] === 'list') return ended(listImages(run, rest.slice(2)));
      if (rest[0] === 'images' && rest[1] === 'pull') return pullConfiguredImages(run, rest.slice(2));
      return ended({ cause: `unknown command ${JSON.stringify(rest.join(' '))} for "kubeadm config"` });
    default:
      return ended({ cause: `unknown command ${JSON.stringify(command)} for "kubeadm"` });
  }
}

/** A command that takes no time. */
function* ended(failure: Failure | undefined): Task<Failure | undefined> {
  return failure;
}

/** Prints an error as the release words it; the last line of stderr is always the same. */
function report(run: KubeadmRun, failure: Failure): number {
  const { errorPrefix } = run.profile.text;
  const { process } = run;
  if (failure.block !== undefined) process.err(failure.block);
  const phase = failure.phase === undefined ? '' : `error execution phase ${failure.phase}: `;
  process.err(`${errorPrefix}${phase}${failure.cause}`);
  process.err('To see the stack trace of this error execute with --v=5 or higher');
  return failure.exitCode ?? 1;
}
