import { request } from 'node:http';
import type { ListedMember, ServingMember } from './snapshot.js';

/** A member that has not published itself keeps its callers waiting. */
const PATIENCE_MS = 1000;

/** What a member tells over the JSON gateway of its client port; undefined: nothing. */
export async function askMember(url: string): Promise<ServingMember | undefined> {
  const status = parsed(await ask(url, '/v3/maintenance/status'));
  if (status === undefined) return undefined;
  const leaderId = hexId(status['leader']);
  const learner = status['isLearner'] === true;
  const told = !learner && (leaderId !== undefined || String(status['version']).startsWith('3.4.'));
  const [list, metrics] = await Promise.all([
    told ? ask(url, '/v3/cluster/member/list') : undefined,
    ask(url, '/metrics', 'GET'),
  ]);
  const header = objectOf(status['header']);
  return {
    id: hexId(header['member_id']) ?? '',
    leaderId,
    learner,
    commit: Number(status['raftIndex'] ?? 0),
    applied: Number(status['raftAppliedIndex'] ?? 0),
    list: membersOf(parsed(list)),
    connected: [...(metrics ?? '').matchAll(/^etcd_network_active_peers\{.*Remote="([0-9a-f]+)"\} (\d+)$/gm)]
      .filter((match) => match[2] === '1')
      .map((match) => match[1] ?? ''),
  };
}

function membersOf(
  answer: Readonly<Record<string, unknown>> | undefined,
): readonly ListedMember[] | undefined {
  const members = answer?.['members'];
  if (!Array.isArray(members)) return undefined;
  return members.map((one) => {
    const member = objectOf(one);
    return {
      id: hexId(member['ID']) ?? '',
      name: typeof member['name'] === 'string' ? member['name'] : '',
      peerUrls: textsOf(member['peerURLs']),
      clientUrls: textsOf(member['clientURLs']),
      learner: member['isLearner'] === true,
    };
  });
}

function ask(url: string, path: string, method: 'GET' | 'POST' = 'POST'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const call = request(`${url}${path}`, { method, agent: false, timeout: PATIENCE_MS }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve(response.statusCode === 200 ? body : undefined));
      response.on('error', () => resolve(undefined));
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(undefined));
    call.end(method === 'POST' ? '{}' : undefined);
  });
}

/** Puts without a process for each. Answers whether all of them were taken. */
export async function putMany(url: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const key = Buffer.from('many').toString('base64');
    await postJson(`${url}/v3/kv/put`, { key, value: key });
  }
}

function postJson(url: string, body: unknown): Promise<void> {
  return new Promise((resolve) => {
    const call = request(url, { method: 'POST', agent: false, timeout: PATIENCE_MS }, (response) => {
      response.resume();
      response.on('end', resolve);
      response.on('error', () => resolve());
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve());
    call.end(JSON.stringify(body));
  });
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  return objectOf(value);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Ids are decimal in JSON; a leader that is not known is left out. */
function hexId(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '0') return undefined;
  return BigInt(value).toString(16);
}
