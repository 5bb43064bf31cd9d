import type { CertificateObservation } from '@quorate/core';
import { encodeBase64 } from '../engine/base64.js';
import type { KvStore } from '../etcd/kv-store.js';
import type { KubeObject } from '../kubernetes/client.js';
import { asStrings } from '../kubernetes/json.js';
import { decodeCertificate, encodeCertificate } from '../pki/certificate.js';
import type { Simulation } from '../simulation/simulation.js';
import { asSeen, certificatePath } from './certificates-as-seen.js';
import { prefixOf } from './registry-facts.js';

const FOLDERS = ['/etc/kubernetes', '/var/lib/kubelet'];

/** The certificate of a CA stands in many files and in cluster-info: all of them get the time that was seen. */
export function reissueAuthorities(
  template: Simulation,
  keys: KvStore | undefined,
  seen: readonly CertificateObservation[],
): void {
  const hosts = [...template.world.hosts.values()];
  for (const one of seen) {
    if (!one.authority) continue;
    const path = certificatePath(one.name);
    const before = hosts.flatMap(({ disk }) => disk.text(path) ?? [])[0];
    const certificate = before === undefined ? undefined : decodeCertificate(before);
    if (before === undefined || certificate === undefined) continue;
    const after = encodeCertificate(asSeen(certificate, one));
    const replaced = (text: string): string =>
      text.replaceAll(before, after).replaceAll(encodeBase64(before), encodeBase64(after));
    for (const { disk } of hosts)
      for (const file of FOLDERS.flatMap((folder) => disk.filesBelow(folder))) {
        const entry = disk.read(file);
        const text = replaced(entry?.content ?? '');
        if (entry !== undefined && text !== entry.content) disk.write(file, text, { mode: entry.mode });
      }
    if (keys !== undefined) replaceInConfigMaps(keys, replaced);
  }
}

function replaceInConfigMaps(keys: KvStore, replaced: (text: string) => string): void {
  for (const { key, value } of keys.range(prefixOf('ConfigMap'))) {
    const map = value as KubeObject;
    const data = Object.fromEntries(
      Object.entries(asStrings(map.body['data'])).map(([name, text]) => [name, replaced(text)]),
    );
    keys.put(key, { ...map, body: { ...map.body, data } });
  }
}
