import type { Micros } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { all } from '../../engine/task.js';
import type { EtcdError, EtcdResult, EtcdStatus } from '../client.js';
import { succeeded } from '../errors.js';
import { decimalId } from '../identity.js';
import type { Reply } from '../server/client-api.js';
import type { EtcdSession } from '../session.js';
import { printDuration } from './arguments.js';
import type { EtcdctlRun } from './command.js';
import { EXIT } from './command.js';
import {
  jsonArray,
  jsonFlag,
  jsonHeader,
  jsonId,
  jsonList,
  jsonNumber,
  jsonObject,
  jsonText,
} from './json.js';
import { renderTable } from './table.js';

interface EndpointHealth {
  readonly endpoint: string;
  readonly tookUs: Micros;
  readonly error: EtcdError | undefined;
}

interface EndpointStatus {
  readonly endpoint: string;
  readonly status: EtcdStatus;
}

const HEALTH_HEADINGS = ['ENDPOINT', 'HEALTH', 'TOOK', 'ERROR'];
const STATUS_HEADINGS = [
  'ENDPOINT',
  'ID',
  'VERSION',
  'DB SIZE',
  'IS LEADER',
  'IS LEARNER',
  'RAFT TERM',
  'RAFT INDEX',
  'RAFT APPLIED INDEX',
  'ERRORS',
];
const STATUS_HEADINGS_WITH_STORAGE = [
  'ENDPOINT',
  'ID',
  'VERSION',
  'STORAGE VERSION',
  'DB SIZE',
  'IN USE',
  'PERCENTAGE NOT IN USE',
  'QUOTA',
  ...STATUS_HEADINGS.slice(4),
  'DOWNGRADE TARGET VERSION',
  'DOWNGRADE ENABLED',
];

/** All endpoints at once; one that does not answer costs the whole command time-out. */
export function* endpointHealth(run: EtcdctlRun): Task<number> {
  const endpoints = yield* endpointsOf(run);
  if (typeof endpoints === 'number') return endpoints;
  const { scheduler } = run.process.world;
  const checks = yield* all(
    scheduler,
    endpoints.map((endpoint) => checkHealth(run, endpoint)),
  );
  printHealth(run, checks);
  return checks.some((check) => check.error !== undefined) ? run.fail('unhealthy cluster') : EXIT.ok;
}

/** One endpoint after the other. */
export function* endpointStatus(run: EtcdctlRun): Task<number> {
  const endpoints = yield* endpointsOf(run);
  if (typeof endpoints === 'number') return endpoints;
  const answers: EndpointStatus[] = [];
  let code: number = EXIT.ok;
  for (const endpoint of endpoints) {
    const result = yield* askStatus(run, endpoint);
    if (result.ok) answers.push({ endpoint, status: result.value.value });
    else {
      run.process.err(`Failed to get the status of endpoint ${endpoint} (${result.error.message})`);
      code = EXIT.error;
    }
  }
  printStatus(run, answers);
  return code;
}

/** Looks for the leader among the endpoints, one after the other; the first that does not answer ends the search. */
export function* findLeaderEndpoint(run: EtcdctlRun): Task<EtcdResult<EndpointStatus | undefined>> {
  for (const endpoint of run.endpoints) {
    const result = yield* askStatus(run, endpoint);
    if (!result.ok) return result;
    const status = result.value.value;
    if (status.leaderId === status.memberId) return succeeded({ endpoint, status });
  }
  return succeeded(undefined);
}

function* endpointsOf(run: EtcdctlRun): Task<readonly string[] | number> {
  if (!run.isSet('cluster')) return run.endpoints;
  const result = yield* run.call({
    kind: 'read',
    send: (api, context) => api.memberList({ serializable: false }, context),
  });
  if (!result.ok) {
    return run.fail(`failed to fetch endpoints from etcd cluster member list: ${result.error.message}`);
  }
  return result.value.value.flatMap((member) => member.clientUrls);
}

function askStatus(run: EtcdctlRun, endpoint: string): Task<EtcdResult<Reply<EtcdStatus>>> {
  return run.session([endpoint]).call({ kind: 'read', send: (api, context) => api.status(context) });
}

/** A quorum read of the key `health`; since 3.5 the alarms are read as well. */
function* checkHealth(run: EtcdctlRun, endpoint: string): Task<EndpointHealth> {
  const { scheduler } = run.process.world;
  const startedUs = scheduler.now();
  const session = run.session([endpoint]);
  const read = yield* session.call({
    kind: 'read',
    send: (api, context) => api.range('health', { prefix: false, serializable: false }, context),
  });
  const tookUs = scheduler.now() - startedUs;
  if (!read.ok) return { endpoint, tookUs, error: read.error };
  return { endpoint, tookUs, error: run.profile.healthReadsAlarms ? yield* alarmError(session) : undefined };
}

function* alarmError(session: EtcdSession): Task<EtcdError | undefined> {
  const alarms = yield* session.call({ kind: 'read', send: (api, context) => api.alarmList(context) });
  if (!alarms.ok) return { ...alarms.error, message: 'Unable to fetch the alarm list' };
  if (alarms.value.value.length === 0) return undefined;
  const message = `Active Alarm(s): ${alarms.value.value.map(() => 'NOSPACE ').join('')}`;
  return { code: 'Unknown', message, ambiguous: false };
}

function printHealth(run: EtcdctlRun, checks: readonly EndpointHealth[]): void {
  if (run.format === 'json') {
    const items = checks.map(({ endpoint, tookUs, error }) =>
      jsonObject({
        endpoint: JSON.stringify(endpoint),
        health: String(error === undefined),
        took: JSON.stringify(printDuration(tookUs)),
        error: jsonText(error?.message ?? ''),
      }),
    );
    run.out(jsonArray(items));
    return;
  }
  if (run.format === 'table') {
    const rows = checks.map(({ endpoint, tookUs, error }) => [
      endpoint,
      String(error === undefined),
      printDuration(tookUs),
      error?.message ?? '',
    ]);
    run.out(renderTable(HEALTH_HEADINGS, rows));
    return;
  }
  for (const check of checks) {
    if (run.format === 'fields') printHealthFields(run, check);
    else printHealthLine(run, check);
  }
}

function printHealthLine(run: EtcdctlRun, { endpoint, tookUs, error }: EndpointHealth): void {
  if (error !== undefined) {
    run.process.err(`${endpoint} is unhealthy: failed to commit proposal: ${error.message}`);
    return;
  }
  const line = `${endpoint} is healthy: successfully committed proposal: took = ${printDuration(tookUs)}`;
  if (run.profile.healthyStream === 'stdout') run.out(line);
  else run.process.err(line);
}

function printHealthFields(run: EtcdctlRun, { endpoint, tookUs, error }: EndpointHealth): void {
  run.out(`"Endpoint" : ${JSON.stringify(endpoint)}`);
  run.out(`"Health" : ${String(error === undefined)}`);
  run.out(`"Took" : ${printDuration(tookUs)}`);
  run.out(`"Error" : ${error?.message ?? ''}`);
  run.out('');
}

function printStatus(run: EtcdctlRun, answers: readonly EndpointStatus[]): void {
  const withStorage = run.profile.statusColumns === 'with-storage';
  switch (run.format) {
    case 'json':
      run.out(jsonArray(answers.map((answer) => statusJson(run, answer))));
      return;
    case 'table': {
      const headings = withStorage ? STATUS_HEADINGS_WITH_STORAGE : STATUS_HEADINGS;
      run.out(
        renderTable(
          headings,
          answers.map((answer) => statusCells(answer, withStorage)),
        ),
      );
      return;
    }
    case 'fields':
      for (const answer of answers) printStatusFields(run, answer);
      return;
    case 'simple':
      for (const answer of answers) run.out(statusCells(answer, withStorage).join(', '));
  }
}

function statusCells({ endpoint, status }: EndpointStatus, withStorage: boolean): readonly string[] {
  const size = humanSize(status.dbSize);
  const head = [endpoint, status.memberId, status.version];
  const tail = [
    String(status.leaderId === status.memberId),
    String(status.learner),
    String(status.raftTerm),
    String(status.raftIndex),
    String(status.raftAppliedIndex),
    status.errors.join(', '),
  ];
  if (!withStorage) return [...head, size, ...tail];
  const storage = [
    status.version.replace(/^(\d+\.\d+)\..*$/, '$1.0'),
    size,
    humanSize(IN_USE_BYTES),
    '20%',
    '2.1 GB',
  ];
  return [...head, ...storage, ...tail, '', 'false'];
}

/** Of an almost empty database. */
const IN_USE_BYTES = 16_384;

function statusJson(run: EtcdctlRun, { endpoint, status }: EndpointStatus): string {
  const { hex } = run;
  const header = jsonHeader(
    {
      clusterId: status.clusterId,
      memberId: status.memberId,
      revision: status.revision,
      raftTerm: status.raftTerm,
    },
    { revision: true, hex },
  );
  const withStorage = run.profile.statusColumns === 'with-storage';
  const body = jsonObject({
    header,
    version: jsonText(status.version),
    dbSize: jsonNumber(status.dbSize),
    leader: jsonId(status.leaderId, hex),
    raftIndex: jsonNumber(status.raftIndex),
    raftTerm: jsonNumber(status.raftTerm),
    raftAppliedIndex: jsonNumber(status.raftAppliedIndex),
    errors: jsonList(status.errors),
    dbSizeInUse: String(IN_USE_BYTES),
    isLearner: jsonFlag(status.learner),
    storageVersion: withStorage ? jsonText(status.version.replace(/^(\d+\.\d+)\..*$/, '$1.0')) : undefined,
    dbSizeQuota: withStorage ? '2147483648' : undefined,
    downgradeInfo: withStorage ? '{}' : undefined,
  });
  return jsonObject({ Endpoint: JSON.stringify(endpoint), Status: body });
}

function printStatusFields(run: EtcdctlRun, { endpoint, status }: EndpointStatus): void {
  run.out(`"ClusterID" : ${decimalId(status.clusterId)}`);
  run.out(`"MemberID" : ${decimalId(status.memberId)}`);
  run.out(`"Revision" : ${status.revision}`);
  run.out(`"RaftTerm" : ${status.raftTerm}`);
  run.out(`"Version" : "${status.version}"`);
  run.out(`"DBSize" : ${status.dbSize}`);
  run.out(`"Leader" : ${status.leaderId === '' ? '0' : decimalId(status.leaderId)}`);
  run.out(`"IsLearner" : ${String(status.learner)}`);
  run.out(`"RaftIndex" : ${status.raftIndex}`);
  run.out(`"RaftTerm" : ${status.raftTerm}`);
  run.out(`"RaftAppliedIndex" : ${status.raftAppliedIndex}`);
  run.out(`"Errors" : [${status.errors.join(' ')}]`);
  run.out(`"Endpoint" : "${endpoint}"`);
  run.out('');
}

/** Decimal units with two significant digits, as etcdctl prints sizes: `20 kB`, `2.1 MB`. */
function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : String(Math.round(value))} ${units[unit] ?? ''}`;
}
