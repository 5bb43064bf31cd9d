import type { Task } from '../../engine/task.js';
import type { EtcdMember } from '../client.js';
import { decimalId } from '../identity.js';
import type { ReplyHeader } from '../server/client-api.js';
import { parseHostPort } from '../url.js';
import type { EtcdctlRun } from './command.js';
import { EXIT } from './command.js';
import { jsonHeader, jsonMember, jsonMembers, jsonObject } from './json.js';
import { renderTable } from './table.js';

const HEADINGS = ['ID', 'STATUS', 'NAME', 'PEER ADDRS', 'CLIENT ADDRS', 'IS LEARNER'];

export function* memberList(run: EtcdctlRun): Task<number> {
  // 3.6 brought the flag; before, the server alone decides.
  const serializable = run.flag('consistency') === 's';
  const result = yield* run.call({
    kind: 'read',
    send: (api, context) => api.memberList({ serializable }, context),
  });
  if (!result.ok) return run.failWith(result.error);
  const { header, value: members } = result.value;
  if (run.format === 'json') run.out(membersJson(run, header, members));
  else if (run.format === 'table') run.out(renderTable(HEADINGS, members.map(memberCells)));
  else if (run.format === 'fields') printFields(run, header, members);
  else for (const member of members) run.out(memberCells(member).join(', '));
  return EXIT.ok;
}

export function* memberAdd(run: EtcdctlRun): Task<number> {
  const [name, surplus] = run.arguments;
  if (name === undefined) return run.fail('member name not provided', EXIT.badArguments);
  if (surplus !== undefined) {
    return run.fail(`too many arguments, did you mean --peer-urls=${surplus}`, EXIT.badArguments);
  }
  const peerUrls = peerUrlsOf(run);
  if (typeof peerUrls === 'number') return peerUrls;
  const learner = run.isSet('learner');
  const result = yield* run.call({
    kind: 'write',
    send: (api, context) => api.memberAdd(peerUrls, { learner }, context),
  });
  if (!result.ok) return run.failWith(result.error);
  const { header, value } = result.value;
  const { id } = value.member;
  if (run.format === 'json') {
    run.out(
      jsonObject({
        header: jsonHeader(header, { revision: false, hex: run.hex }),
        member: jsonMember(value.member, run.hex),
        members: jsonMembers(value.members, run.hex),
      }),
    );
    return EXIT.ok;
  }
  const manner = learner && run.profile.announcesLearners ? 'added as learner' : 'added';
  run.out(`Member ${padded(id)} ${manner} to cluster ${padded(header.clusterId)}`);
  const entries = value.members.flatMap((member) =>
    member.peerUrls.map((url) => `${member.id === id ? name : member.name}=${url}`),
  );
  run.out('');
  run.out(`ETCD_NAME="${name}"`);
  run.out(`ETCD_INITIAL_CLUSTER="${entries.join(',')}"`);
  run.out(`ETCD_INITIAL_ADVERTISE_PEER_URLS="${peerUrls.join(',')}"`);
  run.out('ETCD_INITIAL_CLUSTER_STATE="existing"');
  return EXIT.ok;
}

export function* memberRemove(run: EtcdctlRun): Task<number> {
  const id = run.memberId();
  if (typeof id === 'number') return id;
  const result = yield* run.call({ kind: 'write', send: (api, context) => api.memberRemove(id, context) });
  if (!result.ok) return run.failWith(result.error);
  return printChange(run, id, 'removed from', result.value.header, result.value.value);
}

export function* memberPromote(run: EtcdctlRun): Task<number> {
  const id = run.memberId();
  if (typeof id === 'number') return id;
  const result = yield* run.call({ kind: 'write', send: (api, context) => api.memberPromote(id, context) });
  if (!result.ok) return run.failWith(result.error);
  return printChange(run, id, 'promoted in', result.value.header, result.value.value);
}

export function* memberUpdate(run: EtcdctlRun): Task<number> {
  const id = run.memberId();
  if (typeof id === 'number') return id;
  const peerUrls = peerUrlsOf(run);
  if (typeof peerUrls === 'number') return peerUrls;
  const result = yield* run.call({
    kind: 'write',
    send: (api, context) => api.memberUpdate(id, peerUrls, context),
  });
  if (!result.ok) return run.failWith(result.error);
  return printChange(run, id, 'updated in', result.value.header, result.value.value);
}

function printChange(
  run: EtcdctlRun,
  id: string,
  what: string,
  header: ReplyHeader,
  members: readonly EtcdMember[],
): number {
  if (run.format === 'json') run.out(membersJson(run, header, members));
  else run.out(`Member ${padded(id)} ${what} cluster ${padded(header.clusterId)}`);
  return EXIT.ok;
}

function peerUrlsOf(run: EtcdctlRun): readonly string[] | number {
  const urls = run
    .flag('peer-urls')
    .split(',')
    .filter((url) => url !== '');
  if (urls.length === 0) return run.fail('member peer urls not provided', EXIT.badArguments);
  for (const url of urls) {
    if (!url.includes('://'))
      return run.fail(`parse "${url}": first path segment in URL cannot contain colon`);
    if (parseHostPort(url) === undefined) {
      return run.fail(`URL address does not have the form "host:port": ${url}`);
    }
  }
  return urls;
}

function memberCells(member: EtcdMember): readonly string[] {
  const { id, name, peerUrls, clientUrls, learner } = member;
  const state = name === '' ? 'unstarted' : 'started';
  return [id, state, name, peerUrls.join(','), clientUrls.join(','), String(learner)];
}

function membersJson(run: EtcdctlRun, header: ReplyHeader, members: readonly EtcdMember[]): string {
  return jsonObject({
    header: jsonHeader(header, { revision: false, hex: run.hex }),
    members: jsonMembers(members, run.hex),
  });
}

function printFields(run: EtcdctlRun, header: ReplyHeader, members: readonly EtcdMember[]): void {
  run.out(`"ClusterID" : ${decimalId(header.clusterId)}`);
  run.out(`"MemberID" : ${decimalId(header.memberId)}`);
  run.out('"Revision" : 0');
  run.out(`"RaftTerm" : ${header.raftTerm}`);
  for (const member of members) {
    run.out(`"ID" : ${decimalId(member.id)}`);
    run.out(`"Name" : "${member.name}"`);
    for (const url of member.peerUrls) run.out(`"PeerURL" : "${url}"`);
    for (const url of member.clientUrls) run.out(`"ClientURL" : "${url}"`);
    run.out(`"IsLearner" : ${String(member.learner)}`);
    run.out('');
  }
}

/** `%16x`: blanks, not zeros. */
function padded(id: string): string {
  return id.padStart(16);
}
