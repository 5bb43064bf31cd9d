import type { EvidenceItem } from '../evidence.js';
import { itemsOf } from '../evidence.js';
import { readOpensslDate } from '../../observation/read/instant.js';
import type { Scene, Sighting } from '../known-cause.js';
import { clockOf } from './clocks.js';

/** Certificates that have expired, by the clock of their host. */
export function expiredCertificates(scene: Scene): readonly Sighting[] {
  return judged(scene, 'notAfter', (ms, nowMs) => ms < nowMs);
}

/** Certificates that are not valid yet, by the clock of their host. */
export function prematureCertificates(scene: Scene): readonly Sighting[] {
  return judged(scene, 'notBefore', (ms, nowMs) => ms > nowMs);
}

function judged(
  { evidence }: Scene,
  field: 'notBefore' | 'notAfter',
  isWrong: (ms: number, nowMs: number) => boolean,
): readonly Sighting[] {
  return itemsOf(evidence, 'certificates').flatMap((item: EvidenceItem) => {
    const line = item.text.split('\n').find((one) => one.startsWith(`${field}=`));
    const date = readOpensslDate(line?.slice(field.length + 1) ?? '');
    const nowMs = clockOf(evidence, item.host) ?? evidence.collectedAtMs;
    if (line === undefined || !date.known || !isWrong(date.value, nowMs)) return [];
    return [{ host: item.host, where: item.subject ?? 'certificates', line }];
  });
}

/** Hosts that do not have the CA that most have. */
export function differentAuthorities({ evidence }: Scene): readonly Sighting[] {
  const prints = itemsOf(evidence, 'cluster-authority').flatMap(({ host, text }) => {
    const [line] = /^sha256 Fingerprint=\S+/im.exec(text) ?? [];
    return line === undefined ? [] : [{ host, line }];
  });
  const counts = new Map<string, number>();
  for (const { line } of prints) counts.set(line, (counts.get(line) ?? 0) + 1);
  if (counts.size < 2) return [];
  const most = Math.max(...counts.values());
  const usual = [...counts].filter(([, count]) => count === most).map(([line]) => line);
  return prints
    .filter(({ line }) => usual.length > 1 || line !== usual[0])
    .map(({ host, line }) => ({ host, where: '/etc/kubernetes/pki/ca.crt', line }));
}
