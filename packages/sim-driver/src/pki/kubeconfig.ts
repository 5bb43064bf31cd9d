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

const SERVER = field('server');
const AUTHORITY_DATA = field('certificate-authority-data');
const USER = /^- name: (\S+)$/m;
const CERTIFICATE_DATA = field('client-certificate-data');
const KEY_DATA = field('client-key-data');
const CERTIFICATE_FILE = field('client-certificate');
const TOKEN = field('token');

function parse(text: string): Kubeconfig | undefined {
  const server = SERVER.exec(text)?.[1];
  const ca = AUTHORITY_DATA.exec(text)?.[1];
  const user = USER.exec(text)?.[1];
  if (server === undefined || ca === undefined || user === undefined) return undefined;
  const certificate = CERTIFICATE_DATA.exec(text)?.[1];
  const key = KEY_DATA.exec(text)?.[1];
  const file = CERTIFICATE_FILE.exec(text)?.[1];
  const token = TOKEN.exec(text)?.[1];
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

function field(name: string): RegExp {
  return new RegExp(`^\\s+${name}: (\\S+)$`, 'm');
}
