import { decodeBase64, encodeBase64 } from '../engine/base64.js';
import { rememberByText } from '../engine/remember.js';

/** The parts of a kubeconfig that matter here. Either embedded client data or a file with certificate and key. */
export interface Kubeconfig {
  readonly server: string;
  readonly caPem: string;
  readonly user: string;
  readonly clientCertificatePem?: string;
  readonly clientKeyPem?: string;
  /** kubelet.conf after TLS bootstrap: /var/lib/kubelet/pki/kubelet-client-current.pem. */
  readonly clientCertificateFile?: string;
  /** bootstrap-kubelet.conf. */
  readonly token?: string;
}

export function renderKubeconfig(config: Kubeconfig): string {
  const user: string[] = [];
  if (config.clientCertificatePem !== undefined)
    user.push(`    client-certificate-data: ${encodeBase64(config.clientCertificatePem)}`);
  if (config.clientKeyPem !== undefined)
    user.push(`    client-key-data: ${encodeBase64(config.clientKeyPem)}`);
  if (config.clientCertificateFile !== undefined) {
    user.push(
      `    client-certificate: ${config.clientCertificateFile}`,
      `    client-key: ${config.clientCertificateFile}`,
    );
  }
  if (config.token !== undefined) user.push(`    token: ${config.token}`);
  return [
    'apiVersion: v1',
    'clusters:',
    '- cluster:',
    `    certificate-authority-data: ${encodeBase64(config.caPem)}`,
    `    server: ${config.server}`,
    '  name: kubernetes',
    'contexts:',
    '- context:',
    '    cluster: kubernetes',
    `    user: ${config.user}`,
    `  name: ${config.user}@kubernetes`,
    `current-context: ${config.user}@kubernetes`,
    'kind: Config',
    'preferences: {}',
    'users:',
    `- name: ${config.user}`,
    '  user:',
    ...user,
    '',
  ].join('\n');
}

/** Reads what {@link renderKubeconfig} writes; undefined for anything else. */
export const parseKubeconfig = rememberByText(parse);

function parse(text: string): Kubeconfig | undefined {
  const server = field(text, 'server');
  const ca = field(text, 'certificate-authority-data');
  const user = /^- name: (\S+)$/m.exec(text)?.[1];
  if (server === undefined || ca === undefined || user === undefined) return undefined;
  const certificate = field(text, 'client-certificate-data');
  const key = field(text, 'client-key-data');
  const file = field(text, 'client-certificate');
  const token = field(text, 'token');
  return {
    server,
    caPem: decodeBase64(ca),
    user,
    ...(certificate === undefined ? {} : { clientCertificatePem: decodeBase64(certificate) }),
    ...(key === undefined ? {} : { clientKeyPem: decodeBase64(key) }),
    ...(file === undefined ? {} : { clientCertificateFile: file }),
    ...(token === undefined ? {} : { token }),
  };
}

function field(text: string, name: string): string | undefined {
  return new RegExp(`^\\s+${name}: (\\S+)$`, 'm').exec(text)?.[1];
}
