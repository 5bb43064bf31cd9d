import { rememberTexts } from '../../foundation/remember-texts.js';
import type { Known, Tri } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';
import type { MemberObservation } from '../observation.js';
import { isObject, objectIn, readJson, stringIn, stringsIn } from './json.js';

/** `etcdctl member list -w json`. */
export const readMemberList = rememberTexts((text): Known<readonly MemberObservation[]> => {
  const json = readEtcdJson(text);
  if (!json.known) return json;
  const list = isObject(json.value) ? json.value['members'] : undefined;
  if (!Array.isArray(list)) return unknown('no member list');
  const members = list.map(readMember);
  const complete = members.filter((member) => member !== undefined);
  return complete.length === members.length ? known(complete) : unknown('a member without an id');
});

/** etcd leaves out what is empty: an unstarted member has an id and peer URLs only, a voter has no `isLearner`. */
function readMember(value: unknown): MemberObservation | undefined {
  const id = stringIn(value, 'ID');
  if (id === undefined) return undefined;
  return {
    id,
    name: stringIn(value, 'name') ?? '',
    peerUrls: stringsIn(value, 'peerURLs'),
    clientUrls: stringsIn(value, 'clientURLs'),
    learner: isObject(value) && value['isLearner'] === true,
  };
}

export interface EtcdStatus {
  readonly memberId: string;
  /** Absent: this member knows no leader. */
  readonly leaderId?: string;
}

/** `etcdctl endpoint status -w json` of one endpoint. */
export function readEndpointStatus(text: string): Known<EtcdStatus> {
  const json = readEtcdJson(text);
  if (!json.known) return json;
  const first: unknown = Array.isArray(json.value) ? json.value[0] : undefined;
  const status = objectIn(first, 'Status');
  const memberId = stringIn(objectIn(status, 'header'), 'member_id');
  if (memberId === undefined) return unknown('no endpoint status');
  const leaderId = stringIn(status, 'leader');
  return known({ memberId, ...(leaderId === undefined || leaderId === '0' ? {} : { leaderId }) });
}

/** `etcdctl endpoint health -w json` of one endpoint; etcd 3.4 may answer with a sentence instead. */
export const readEndpointHealth = rememberTexts((text): Tri => {
  const line = text.split('\n').find((candidate) => candidate.trimStart().startsWith('[')) ?? '';
  const json = readJson(line);
  const first: unknown = json.known && Array.isArray(json.value) ? json.value[0] : undefined;
  if (isObject(first) && typeof first['health'] === 'boolean') return first['health'] ? 'yes' : 'no';
  if (/^\S+ is unhealthy: /m.test(text)) return 'no';
  return /^\S+ is healthy: /m.test(text) ? 'yes' : 'unknown';
});

/** `etcdctl alarm list`: `memberID:14533692329247874865 alarm:NOSPACE ` becomes `NOSPACE on c9b20c2bafa39f31`. */
export function readAlarms(text: string): Known<readonly string[]> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const alarms = lines.map((line) => /^memberID:(\d+) alarm:(\S+)\s*$/.exec(line));
  const read = alarms.flatMap((match) =>
    match === null ? [] : [`${match[2] ?? ''} on ${hex(match[1] ?? '0')}`],
  );
  return read.length === lines.length ? known(read) : unknown('not a list of alarms');
}

/** The first line that is JSON and no line of the client's log. */
const JSON_LINE = /(?:^|\n)[^\S\n]*(?!\{"level")([[{][^\n]*)/;

/** Ids are 64-bit numbers, which JSON.parse would round: they are made hex strings before it sees them. */
function readEtcdJson(text: string): Known<unknown> {
  const line = JSON_LINE.exec(text)?.[1] ?? '';
  const ids = /"(ID|cluster_id|member_id|leader)"\s*:\s*(\d+)/g;
  return readJson(line.replace(ids, (_match, key: string, id: string) => `"${key}":"${hex(id)}"`));
}

const hex = rememberTexts((decimal) => BigInt(decimal).toString(16));
