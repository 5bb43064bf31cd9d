import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';

/** The kubeconfig in ConfigMap kube-public/cluster-info: server and CA, no user. */
export interface ClusterInfo {
  readonly server: string;
  readonly caPem: string;
}

export function renderClusterInfo(server: string, caPem: string): string {
  return [
    'apiVersion: v1',
    'clusters:',
    '- cluster:',
    `    certificate-authority-data: ${base64.encode(utf8ToBytes(caPem))}`,
    `    server: ${server}`,
    '  name: ""',
    'contexts: null',
    'current-context: ""',
    'kind: Config',
    'preferences: {}',
    'users: null',
    '',
  ].join('\n');
}

export function parseClusterInfo(text: string): ClusterInfo | undefined {
  const server = /^\s+server: (\S+)$/m.exec(text)?.[1];
  const ca = /^\s+certificate-authority-data: (\S+)$/m.exec(text)?.[1];
  if (server === undefined || ca === undefined) return undefined;
  return { server, caPem: String.fromCharCode(...base64.decode(ca)) };
}
