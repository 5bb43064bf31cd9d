import { rememberPer } from '../../engine/remember.js';
import { base64 } from '@scure/base';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { EtcdMember, KeyValue } from '../client.js';
import { decimalId } from '../identity.js';
import type { ReplyHeader } from '../server/client-api.js';

/**
 * JSON as Go's encoder writes protobuf structures: ids are unsigned 64-bit numbers, too wide for JavaScript's, and fields
 * with their zero value are left out. So objects are put together from printed fields.
 */
export type JsonFields = Readonly<Record<string, string | undefined>>;

export function jsonObject(fields: JsonFields): string {
  let text = '';
  for (const name in fields) {
    const printed = fields[name];
    if (printed !== undefined) text += `${text === '' ? '' : ','}"${name}":${printed}`;
  }
  return `{${text}}`;
}

export function jsonArray(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

export function jsonText(text: string): string | undefined {
  return text === '' ? undefined : JSON.stringify(text);
}

export function jsonNumber(value: number): string | undefined {
  return value === 0 ? undefined : String(value);
}

export function jsonFlag(value: boolean): string | undefined {
  return value ? 'true' : undefined;
}

export function jsonList(items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : jsonArray(items.map((item) => JSON.stringify(item)));
}

/** Empty ids are zero and so left out. `hex`: as text (`--hex`, 3.5). */
export function jsonId(id: string, hex: boolean): string | undefined {
  if (id === '') return undefined;
  return hex ? JSON.stringify(id) : decimalId(id);
}

export function jsonHeader(header: ReplyHeader, options: { revision: boolean; hex: boolean }): string {
  return jsonObject({
    cluster_id: jsonId(header.clusterId, options.hex),
    member_id: jsonId(header.memberId, options.hex),
    revision: options.revision ? jsonNumber(header.revision) : undefined,
    raft_term: jsonNumber(header.raftTerm),
  });
}

/** A list of members stays the same object until one of them changes, and every look prints it. */
export function jsonMembers(members: readonly EtcdMember[], hex: boolean): string {
  return hex ? membersInHex(members) : membersInDecimal(members);
}

const membersInHex = rememberPer((members: readonly EtcdMember[]) => printMembers(members, true));
const membersInDecimal = rememberPer((members: readonly EtcdMember[]) => printMembers(members, false));

function printMembers(members: readonly EtcdMember[], hex: boolean): string {
  return jsonArray(members.map((member) => jsonMember(member, hex)));
}

export function jsonMember(member: EtcdMember, hex: boolean): string {
  return jsonObject({
    ID: jsonId(member.id, hex),
    name: jsonText(member.name),
    peerURLs: jsonList(member.peerUrls),
    // etcdctl has a structure of its own for --hex, in which this field is spelt differently.
    [hex ? 'clientURLS' : 'clientURLs']: jsonList(member.clientUrls),
    isLearner: jsonFlag(member.learner),
  });
}

export function jsonKeyValue(entry: KeyValue): string {
  return jsonObject({
    key: jsonBytes(entry.key),
    create_revision: jsonNumber(entry.createRevision),
    mod_revision: jsonNumber(entry.modRevision),
    version: jsonNumber(entry.version),
    value: jsonBytes(valueText(entry.value)),
  });
}

/** Values of Kubernetes are objects in the model; etcdctl shows them as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function jsonBytes(text: string): string | undefined {
  return text === '' ? undefined : JSON.stringify(base64.encode(utf8ToBytes(text)));
}
