import type { Timers } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { within } from '../../engine/task.js';
import type { Future } from '../../engine/task.js';
import type { HttpService } from '../../network/service.js';
import type { EtcdProfile } from '../profile.js';
import type { EtcdServer } from './etcd-server.js';
import { SERVER_TIMEOUT_US } from './proposals.js';

interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const NOT_FOUND: HttpAnswer = { status: 404, body: '404 page not found\n' };
const READ_TIMED_OUT = 'etcdserver: request timed out';

/** What the plain metrics port answers: at once, also while the client port of the same member is still deaf. */
export function createHealthService(
  scheduler: Timers,
  profile: EtcdProfile,
  started: Future<EtcdServer>,
): HttpService {
  return {
    protocol: 'http',
    *get(target) {
      const server = yield* within(started, SERVER_TIMEOUT_US);
      if (server === undefined) return { status: 503, body: '' };
      const [path = '', query = ''] = target.split('?', 2);
      const parameters = query.split('&');
      if (path === '/health') return yield* health(scheduler, profile, server, parameters);
      if (!profile.livenessEndpoints) return NOT_FOUND;
      const [, endpoint = '', onlyCheck] = path.split('/');
      if (endpoint !== 'livez' && endpoint !== 'readyz') return NOT_FOUND;
      const all = endpoint === 'livez' ? ['serializable_read'] : readinessChecks(profile);
      const excluded = parameters.map((parameter) => /^exclude=(.*)$/.exec(parameter)?.[1]);
      const names = all.filter((name) => !excluded.includes(name) && (onlyCheck ?? name) === name);
      if (names.length === 0 && onlyCheck !== undefined) return NOT_FOUND;
      return yield* runChecks(scheduler, server, names, parameters.includes('verbose'));
    },
  };
}

function readinessChecks(profile: EtcdProfile): readonly string[] {
  const always = ['data_corruption', 'serializable_read', 'linearizable_read'];
  return profile.readyzRefusesLearners ? [...always, 'non_learner'] : always;
}

function* health(
  scheduler: Timers,
  profile: EtcdProfile,
  server: EtcdServer,
  parameters: readonly string[],
): Task<HttpAnswer> {
  const answer = (problem: string): HttpAnswer => {
    const healthy = problem === '';
    const reason = profile.healthHasReason ? `,"reason":"${problem}"` : '';
    const body = `{"health":"${String(healthy)}"${reason}}`;
    return healthy ? { status: 200, body } : { status: 503, body: `${body}\n` };
  };
  if (server.backend.alarms.size > 0 && !parameters.includes('exclude=NOSPACE'))
    return answer('ALARM NOSPACE');
  if (profile.healthHasReason && parameters.includes('serializable=true')) return answer('');
  if (server.raft.leaderId === undefined) return answer('RAFT NO LEADER');
  if (server.isLearner) return answer('');
  return answer((yield* linearizableRead(scheduler, server)) ? '' : `RANGE ERROR:${READ_TIMED_OUT}`);
}

function* runChecks(
  scheduler: Timers,
  server: EtcdServer,
  names: readonly string[],
  verbose: boolean,
): Task<HttpAnswer> {
  const lines: string[] = [];
  let passed = true;
  for (const name of names) {
    const problem = yield* runCheck(scheduler, server, name);
    if (problem !== '') passed = false;
    lines.push(problem === '' ? `[+]${name} ok\n` : `[-]${name} failed: ${problem}\n`);
  }
  if (passed) return { status: 200, body: verbose ? `${lines.join('')}ok\n` : 'ok\n' };
  return { status: 503, body: `${lines.join('')}\n` };
}

/** Empty: passed. */
function* runCheck(scheduler: Timers, server: EtcdServer, name: string): Task<string> {
  if (name === 'non_learner') return server.isLearner ? 'server is a learner' : '';
  if (name !== 'linearizable_read') return '';
  return (yield* linearizableRead(scheduler, server)) ? '' : READ_TIMED_OUT;
}

function* linearizableRead(scheduler: Timers, server: EtcdServer): Task<boolean> {
  const read = server.reads.request(scheduler.now() + SERVER_TIMEOUT_US, () => true);
  const result = yield* within(read, SERVER_TIMEOUT_US);
  return result?.ok === true;
}
