import { asArray, asObject, at } from '../../../src/kubernetes/json.js';

/** What is left of an output once everything is gone that differs between two runs of the same programs. */
export interface NormalForm {
  readonly exit: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

interface Output {
  readonly exit: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

const STATIC_POD = /^(etcd|kube-apiserver|kube-controller-manager|kube-scheduler)-\S+\s/;

/** Only for lines that the recording has because its machines had no coredns image and no kernel modules for kube-proxy. */
const MISSING_IMAGE = [/^\t\[WARNING ImagePull\]/, /^, error: exit status 1$/];

export function normalForm(command: string, output: Output): NormalForm {
  return {
    exit: output.exit,
    stdout: normalLines(command, output.stdout),
    stderr: normalLines(command, output.stderr),
  };
}

function normalLines(command: string, lines: readonly string[]): readonly string[] {
  if (command.includes(' -o json') && command.includes('get nodes')) return nodeFacts(lines.join('\n'));
  if (command.endsWith('version -o json')) return versionFacts(lines.join('\n'));
  if (command.includes(' -w json')) return [maskNumbers(mask(lines.join('\n').trim()))];
  const kept = lines
    .filter((line) => line.trim() !== '' && !line.startsWith('{"level"'))
    .filter((line) => !MISSING_IMAGE.some((pattern) => pattern.test(line)))
    .filter((line) => !command.includes('get pods') || STATIC_POD.test(line) || line.startsWith('NAME'))
    .map((line) => (command.includes('get pods') ? podFacts(line) : line))
    .map(mask);
  return inOwnOrder(command) ? kept : [...kept].sort();
}

/** Outputs whose order means something; joins make certificates in the order of a Go map. */
function inOwnOrder(command: string): boolean {
  return /kubeadm (init|reset|certs)/.test(command);
}

/** Masks ids, tokens, hashes, instants, ages, durations. */
function mask(line: string): string {
  return line
    .replace(/^([WEI])\d{4} [\d:.]+\s+\d+ \S+\]/, '$1 TIME')
    .replace(/[a-z0-9]{6}\.[a-z0-9]{16}\b/g, 'TOKEN')
    .replace(/sha256:[0-9a-f]{64}/g, 'HASH')
    .replace(/\b[0-9a-f]{64}\b/g, 'KEY')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID')
    .replace(/"bootstrap-token-[a-z0-9]{6}"/g, '"bootstrap-token-ID"')
    .replace(/bootstrap token "[a-z0-9]{6}"/g, 'bootstrap token "ID"')
    .replace(/\b[0-9a-f]{15,16}\b/g, 'MEMBER')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'INSTANT')
    .replace(/[A-Z][a-z]{2} \d\d, (\d{4}) \d\d:\d\d UTC/g, 'DATE $1')
    .replace(/after [\d.]+ seconds/, 'after N seconds')
    .replace(/took = [\d.]+[mµ]?s/, 'took = T')
    .replace(/\s(\d+[dhms])+\s+v1\./, ' AGE v1.')
    .replace(/\\n/g, '\n')
    .replace(/ +/g, ' ')
    .trimEnd();
}

function maskNumbers(json: string): string {
  return (
    json
      .replace(/"(cluster_id|member_id|ID|leader)":\d+/g, '"$1":N')
      .replace(/"(revision|raft_term|raftTerm|raftIndex|raftAppliedIndex|dbSize|dbSizeInUse)":\d+/g, '"$1":N')
      // The recorded image is tagged 3.4.13 but holds etcd 3.4.23.
      .replace(/"version":"3\.4\.\d+"/g, '"version":"3.4"')
      .split(/(?=\{"ID"|\{"Endpoint")/)
      .map((part) => part.replace(/[\],}]+$/, ''))
      .sort()
      .join('\n')
  );
}

/** Name, phase, address and node of a static pod; readiness, restarts and age are a matter of seconds. */
function podFacts(line: string): string {
  const [name = '', , status = '', , , address = '', node = ''] = line.split(/\s{2,}/);
  return [name, status, address, node].join(' ');
}

const NODE_ANNOTATIONS = ['kubeadm.alpha.kubernetes.io/cri-socket'];

/** What readers of a Node look at. */
function nodeFacts(text: string): readonly string[] {
  if (text.trim() === '') return [];
  const node: unknown = JSON.parse(text);
  const labels = asObject(at(node, 'metadata', 'labels'));
  const conditions = asArray(at(node, 'status', 'conditions')).map(
    (one) => `${String(at(one, 'type'))}=${String(at(one, 'status'))} ${String(at(one, 'reason'))}`,
  );
  return [
    `name ${String(at(node, 'metadata', 'name'))}`,
    ...NODE_ANNOTATIONS.map((key) => `annotation ${key}=${String(at(node, 'metadata', 'annotations', key))}`),
    ...Object.keys(labels)
      .filter((key) => key.startsWith('node-role.') || key === 'kubernetes.io/hostname')
      .sort()
      .map((key) => `label ${key}=${String(labels[key])}`),
    ...asArray(at(node, 'spec', 'taints')).map(
      (taint) => `taint ${String(at(taint, 'key'))}:${String(at(taint, 'effect'))}`,
    ),
    ...asArray(at(node, 'status', 'addresses')).map(
      (one) => `${String(at(one, 'type'))} ${String(at(one, 'address'))}`,
    ),
    ...conditions.filter((line) => line.startsWith('Ready=')),
    `kubelet ${String(at(node, 'status', 'nodeInfo', 'kubeletVersion'))}`,
  ];
}

function versionFacts(text: string): readonly string[] {
  if (text.trim() === '') return [];
  const version = at(JSON.parse(text), 'clientVersion');
  return ['major', 'minor', 'gitVersion', 'platform'].map((key) => `${key} ${String(at(version, key))}`);
}
