import { decodeBase64, encodeBase64 } from '../../engine/base64.js';

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
    `    certificate-authority-data: ${encodeBase64(caPem)}`,
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
  return { server, caPem: decodeBase64(ca) };
}
