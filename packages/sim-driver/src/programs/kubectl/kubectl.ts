import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep } from '../../engine/task.js';
import type { Program } from '../../host/process.js';
import { createKubeClient } from '../../kubernetes/kube-client.js';
import { apply } from './apply.js';
import { parseKubectlArguments } from './arguments.js';
import { create, deleteObjects, label } from './changes.js';
import { kubectlAccess } from './connection.js';
import { get } from './get.js';
import type { KubectlSession } from './session.js';
import { taint } from './taint.js';
import { replace } from './write.js';

/** Start of the program and discovery of the API. */
const START_US = millis(100);

const VERBS: Readonly<Record<string, (session: KubectlSession) => Task<number>>> = {
  get,
  apply,
  create,
  delete: deleteObjects,
  label,
  replace,
  taint,
};

/** Program `kubectl`, as far as bootstrapping and looking at a cluster needs it. */
export const kubectl: Program = function* (process) {
  const args = parseKubectlArguments(process.argv);
  const verb = args.words[0] ?? '';
  if (verb === 'version' && args.flags.has('client')) {
    process.out(
      `Client Version: ${process.host.software['kubectl'] ?? process.host.software['kubelet'] ?? 'v1.20.2'}`,
    );
    return 0;
  }
  const run = VERBS[verb];
  if (run === undefined) {
    process.err(`Error: unknown command "${verb}" for "kubectl"`);
    process.err("Run 'kubectl --help' for usage.");
    return 1;
  }
  const access = kubectlAccess(process, args);
  if (typeof access === 'string') {
    process.err(access);
    return 1;
  }
  yield* sleep(START_US);
  const client = createKubeClient(process.host, access);
  return yield* run({ process, arguments: args, client, server: access.server });
};
