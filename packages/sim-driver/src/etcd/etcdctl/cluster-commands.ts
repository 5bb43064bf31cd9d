import type { Task } from '../../engine/task.js';
import { parseId } from '../identity.js';
import type { EtcdctlRun } from './command.js';
import { EXIT } from './command.js';
import { findLeaderEndpoint } from './endpoint-commands.js';

export function* moveLeader(run: EtcdctlRun): Task<number> {
  const [text] = run.arguments;
  if (text === undefined) return run.fail('move-leader command needs 1 argument', EXIT.badArguments);
  const target = parseId(text);
  if (target === undefined) {
    return run.fail(`strconv.ParseUint: parsing "${text}": invalid syntax`, EXIT.badArguments);
  }
  const leader = yield* findLeaderEndpoint(run);
  if (leader === undefined) {
    return run.fail(`no leader endpoint given at [${run.endpoints.join(' ')}]`, EXIT.badArguments);
  }
  const result = yield* run.session([leader.endpoint]).call({
    kind: 'write',
    send: (api, context) => api.moveLeader(target, context),
  });
  if (!result.ok) return run.failWith(result.error);
  run.out(`Leadership transferred from ${leader.status.memberId} to ${target}`);
  return EXIT.ok;
}

/** Prints nothing: no alarm is ever raised. */
export function* alarmList(run: EtcdctlRun): Task<number> {
  const result = yield* run.call({ kind: 'read', send: (api, context) => api.alarmList(context) });
  return result.ok ? EXIT.ok : run.failWith(result.error);
}

export function* version(run: EtcdctlRun): Task<number> {
  run.out(`etcdctl version: ${run.profile.version}`);
  run.out(`API version: ${run.profile.version.split('.').slice(0, 2).join('.')}`);
  return EXIT.ok;
}
