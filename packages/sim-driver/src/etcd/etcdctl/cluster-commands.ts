import type { Task } from '../../engine/task.js';
import { decimalId, parseId } from '../identity.js';
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
  const found = yield* findLeaderEndpoint(run);
  if (!found.ok) return run.failWith(found.error);
  const leader = found.value;
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

/** One line for each alarm; nothing when there is none. */
export function* alarmList(run: EtcdctlRun): Task<number> {
  const result = yield* run.call({ kind: 'read', send: (api, context) => api.alarmList(context) });
  if (!result.ok) return run.failWith(result.error);
  for (const id of result.value.value) run.out(`memberID:${decimalId(id)} alarm:NOSPACE `);
  return EXIT.ok;
}

export function* version(run: EtcdctlRun): Task<number> {
  run.out(`etcdctl version: ${run.profile.version}`);
  run.out(`API version: ${run.profile.version.split('.').slice(0, 2).join('.')}`);
  return EXIT.ok;
}
