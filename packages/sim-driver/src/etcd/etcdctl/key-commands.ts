import type { Task } from '../../engine/task.js';
import type { EtcdResult, KeyValue } from '../client.js';
import { decimalId } from '../identity.js';
import type { Reply, ReplyHeader } from '../server/client-api.js';
import type { EtcdctlRun } from './command.js';
import { EXIT } from './command.js';
import { jsonArray, jsonHeader, jsonKeyValue, jsonNumber, jsonObject, valueText } from './json.js';

export function* put(run: EtcdctlRun): Task<number> {
  const [key, argument] = run.arguments;
  const value = argument ?? run.process.stdin;
  if (key === undefined || (argument === undefined && value === '')) {
    return run.fail('put command needs 1 argument and input from stdin or 2 arguments', EXIT.badArguments);
  }
  const previous = run.isSet('prev-kv') ? yield* read(run, key, false) : undefined;
  const result = yield* run.call({ kind: 'write', send: (api, context) => api.put(key, value, {}, context) });
  if (!result.ok) return run.failWith(result.error);
  const { header } = result.value;
  if (run.format === 'json') {
    run.out(jsonObject({ header: jsonHeader(header, { revision: true, hex: run.hex }) }));
    return EXIT.ok;
  }
  run.out('OK');
  if (previous?.ok === true) for (const entry of previous.value.value) printKeyValue(run, entry);
  return EXIT.ok;
}

export function* get(run: EtcdctlRun): Task<number> {
  const [key] = run.arguments;
  if (key === undefined) {
    return run.fail(
      'get command needs one argument as key and an optional argument as range_end',
      EXIT.badArguments,
    );
  }
  const result = yield* read(run, key, run.flag('consistency') === 's');
  if (!result.ok) return run.failWith(result.error);
  const { header, value: entries } = result.value;
  if (run.format === 'json') {
    run.out(
      jsonObject({
        header: jsonHeader(header, { revision: true, hex: run.hex }),
        kvs: entries.length === 0 ? undefined : jsonArray(entries.map(jsonKeyValue)),
        count: jsonNumber(entries.length),
      }),
    );
  } else if (run.format === 'fields') printFields(run, header, entries);
  else for (const entry of entries) printKeyValue(run, entry);
  return EXIT.ok;
}

export function* del(run: EtcdctlRun): Task<number> {
  const [key] = run.arguments;
  if (key === undefined) {
    return run.fail(
      'del command needs one argument as key and an optional argument as range_end',
      EXIT.badArguments,
    );
  }
  const prefix = run.isSet('prefix');
  const result = yield* run.call({
    kind: 'write',
    send: (api, context) => api.delete(key, { prefix }, context),
  });
  if (!result.ok) return run.failWith(result.error);
  run.out(String(result.value.value));
  return EXIT.ok;
}

function read(
  run: EtcdctlRun,
  key: string,
  serializable: boolean,
): Task<EtcdResult<Reply<readonly KeyValue[]>>> {
  const prefix = run.isSet('prefix');
  return run.call({
    kind: 'read',
    send: (api, context) => api.range(key, { prefix, serializable }, context),
  });
}

function printKeyValue(run: EtcdctlRun, entry: KeyValue): void {
  if (!run.isSet('print-value-only')) run.out(entry.key);
  run.out(run.isSet('keys-only') ? '' : valueText(entry.value));
}

function printFields(run: EtcdctlRun, header: ReplyHeader, entries: readonly KeyValue[]): void {
  run.out(`"ClusterID" : ${decimalId(header.clusterId)}`);
  run.out(`"MemberID" : ${decimalId(header.memberId)}`);
  run.out(`"Revision" : ${header.revision}`);
  run.out(`"RaftTerm" : ${header.raftTerm}`);
  for (const entry of entries) {
    run.out(`"Key" : ${JSON.stringify(entry.key)}`);
    run.out(`"CreateRevision" : ${entry.createRevision}`);
    run.out(`"ModRevision" : ${entry.modRevision}`);
    run.out(`"Version" : ${entry.version}`);
    run.out(`"Value" : ${JSON.stringify(valueText(entry.value))}`);
    run.out('"Lease" : 0');
  }
  run.out('"More" : false');
  run.out(`"Count" : ${entries.length}`);
}
