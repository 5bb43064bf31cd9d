import { rememberLast } from '../../foundation/remember-last.js';
import { rememberTexts } from '../../foundation/remember-texts.js';
import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';
import type { UploadedCertificates } from '../observation.js';
import { isObject, listIn, objectIn, readJson, stringIn } from './json.js';

/** Token ids whose signature stands in ConfigMap kube-public/cluster-info. */
export const readSignedTokenIds = rememberLast((text): Known<readonly string[]> => {
  const data = readData(text);
  if (!data.known) return data;
  return known(
    Object.keys(data.value)
      .flatMap((key) => /^jws-kubeconfig-([a-z0-9]{6})$/.exec(key)?.[1] ?? [])
      .sort(),
  );
});

/**
 * Secret kube-system/kubeadm-certs with `--ignore-not-found`: nothing printed means that there is none. Its data are keys of the
 * cluster: the text is read anew each time and never remembered.
 */
export function readUploadedCertificates(text: string): Known<UploadedCertificates | null> {
  if (text.trim() === '') return known(null);
  const json = readJson(text);
  if (!json.known) return json;
  const data = dataOf(json.value);
  if (!data.known) return data;
  const owner = listIn(objectIn(json.value, 'metadata'), 'ownerReferences')
    .flatMap((reference) => stringIn(reference, 'name') ?? [])
    .find((name) => name.startsWith('bootstrap-token-'));
  return known({
    ...(owner === undefined ? {} : { ownerTokenId: owner.slice('bootstrap-token-'.length) }),
    emptyEntries: Object.entries(data.value)
      .filter(([, value]) => value === '' || value === null)
      .map(([key]) => key)
      .sort(),
  });
}

/** An object asked for with `--ignore-not-found`: is it there? */
export const readPresence = rememberTexts((text): Known<boolean> => {
  if (text.trim() === '') return known(false);
  const json = readJson(text);
  if (!json.known) return json;
  return stringIn(json.value, 'kind') === undefined ? unknown('not an object of the API') : known(true);
});

export interface RecordedCluster {
  readonly endpoint?: string;
  readonly kubernetesVersion?: string;
}

/** The ClusterConfiguration that ConfigMap kube-system/kubeadm-config holds as YAML. */
export const readRecordedCluster = rememberLast((text): Known<RecordedCluster> => {
  const data = readData(text);
  if (!data.known) return data;
  const yaml = stringIn(data.value, 'ClusterConfiguration') ?? '';
  if (topLevelScalar(yaml, 'kind') !== 'ClusterConfiguration') {
    return unknown('kubeadm-config holds no ClusterConfiguration');
  }
  const endpoint = topLevelScalar(yaml, 'controlPlaneEndpoint');
  const kubernetesVersion = topLevelScalar(yaml, 'kubernetesVersion');
  return known({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
  });
});

/** A one-line scalar of a YAML mapping in block style, as kubeadm marshals its configuration. */
function topLevelScalar(yaml: string, key: string): string | undefined {
  const text = new RegExp(`^${key}:[ \\t]+(.*?)[ \\t]*$`, 'm').exec(yaml)?.[1] ?? '';
  if (text === '' || text === '""' || text === "''") return undefined;
  if (/^".*"$/.test(text)) {
    const json = readJson(text);
    return json.known && typeof json.value === 'string' ? json.value : undefined;
  }
  return /^'.*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text.replace(/\s+#.*$/, '');
}

function readData(text: string): Known<Readonly<Record<string, unknown>>> {
  const json = readJson(text);
  return json.known ? dataOf(json.value) : json;
}

function dataOf(object: unknown): Known<Readonly<Record<string, unknown>>> {
  return isObject(object) && stringIn(object, 'kind') !== undefined
    ? known(objectIn(object, 'data'))
    : unknown('not an object of the API');
}
