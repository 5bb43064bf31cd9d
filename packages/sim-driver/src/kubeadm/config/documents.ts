import { parseDocument } from 'yaml';
import { rememberByText } from '../../engine/remember.js';
import type { JsonObject } from '../../kubernetes/json.js';
import { asString, isObject } from '../../kubernetes/json.js';
import { parseBlockYaml } from '../../kubernetes/kubelet/block-yaml.js';
import type { Attempt } from '../failure.js';
import { failed, success } from '../failure.js';
import { formatRelease } from '../release.js';
import type { KubeadmRun } from '../run.js';
import type { ConfigApiVersion } from '../version-profile.js';

/** A document of group `kubeadm.k8s.io`. */
export interface ConfigDocument {
  readonly kind: string;
  readonly apiVersion: ConfigApiVersion;
  readonly body: JsonObject;
}

const GROUP = 'kubeadm.k8s.io/';
const KNOWN: readonly ConfigApiVersion[] = ['v1beta1', 'v1beta2', 'v1beta3', 'v1beta4'];
/** The last release that reads an API version, for the advice in the refusal. */
const LAST_READER: Readonly<Record<ConfigApiVersion, string>> = {
  v1beta1: 'v1.21',
  v1beta2: 'v1.26',
  v1beta3: 'v1.36',
  v1beta4: 'v1.37',
};

/** All kubeadm documents of a configuration file; those of other groups (kubelet, kube-proxy) are left out. */
export function readDocuments(run: KubeadmRun, path: string): Attempt<readonly ConfigDocument[]> {
  const text = path === '/dev/stdin' ? run.process.stdin : run.host.disk.text(path);
  if (text === undefined) {
    return failed(`unable to read config from "${path}" : open ${path}: no such file or directory`);
  }
  const documents: ConfigDocument[] = [];
  // A line of three dashes at its beginning ends a document, whatever it holds.
  for (const part of text.split(/^---.*$/m)) {
    const read = readYaml(part);
    if (!read.ok) return read;
    const body = read.value;
    if (!isObject(body)) continue;
    const apiVersion = asString(body['apiVersion']) ?? '';
    const kind = asString(body['kind']);
    if (kind === undefined || apiVersion === '') {
      return failed(
        `invalid configuration: kind and apiVersion is mandatory information that must be specified`,
      );
    }
    if (!apiVersion.startsWith(GROUP)) continue;
    const version = apiVersion.slice(GROUP.length);
    const readable = run.profile.config.reads.find((one) => one === version);
    if (readable === undefined) return failed(unreadable(run, apiVersion, version));
    if (run.profile.config.deprecated.includes(readable)) {
      run.warn(
        'common.go:77',
        `your configuration file uses a deprecated API spec: "${apiVersion}". Please use 'kubeadm config migrate --old-config old.yaml --new-config new.yaml', which will write the new, similar spec using a newer API version.`,
      );
    }
    documents.push({ kind, apiVersion: readable, body });
  }
  return success(documents);
}

const readYaml = rememberByText((text): Attempt<unknown> => {
  const plain = parseBlockYaml(text);
  if (plain !== undefined) return success(plain);
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error === undefined) return success(document.toJS());
  return failed(`error converting YAML to JSON: yaml: ${error.message.split('\n', 1)[0] ?? ''}`);
});

function unreadable(run: KubeadmRun, apiVersion: string, version: string): string {
  const known = KNOWN.find((one) => one === version);
  const newest = run.profile.config.writes;
  if (known === undefined || KNOWN.indexOf(known) > KNOWN.indexOf(newest)) {
    return `no kind is registered for the API version "${apiVersion}" in kubeadm ${formatRelease(run.profile.release)}`;
  }
  return (
    `your configuration file uses an old API spec: "${apiVersion}". Please use kubeadm ${LAST_READER[known]} instead ` +
    "and run 'kubeadm config migrate --old-config old.yaml --new-config new.yaml', which will write the new, similar " +
    'spec using a newer API version.'
  );
}
