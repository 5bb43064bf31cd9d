import type { Host } from '../host/host.js';
import type { Kubeconfig } from '../pki/kubeconfig.js';
import { parseKubeconfig } from '../pki/kubeconfig.js';
import type { KubeClientOptions } from './client.js';

interface ReadFile {
  /** What the file said, and the certificate file that it may point to. */
  readonly text: string;
  readonly clientPem: string | undefined;
  readonly config: Kubeconfig;
  readonly options: KubeClientOptions;
}

const READ = new WeakMap<Host, Map<string, ReadFile>>();

/**
 * The way a kubeconfig on this host leads to the API; undefined when it is absent or unusable. As long as the files are
 * the same, so is the result: what was derived from it can be kept by identity.
 */
export function readKubeconfig(host: Host, path: string): KubeClientOptions | undefined {
  const text = host.disk.text(path);
  if (text === undefined) return undefined;
  const files = READ.get(host) ?? new Map<string, ReadFile>();
  READ.set(host, files);
  const known = files.get(path);
  const config = known?.text === text ? known.config : parseKubeconfig(text);
  if (config === undefined) return undefined;
  const { clientCertificateFile, clientCertificatePem } = config;
  const clientPem =
    clientCertificateFile === undefined ? clientCertificatePem : host.disk.text(clientCertificateFile);
  if (known?.config === config && known.clientPem === clientPem) return known.options;
  const options = accessOf(config, clientPem);
  files.set(path, { text, clientPem, config, options });
  return options;
}

function accessOf({ server, caPem, token }: Kubeconfig, clientPem: string | undefined): KubeClientOptions {
  if (token !== undefined) return { server, caPem, credential: { kind: 'token', token } };
  if (clientPem === undefined) return { server, caPem, credential: { kind: 'anonymous' } };
  return { server, caPem, credential: { kind: 'certificate', pem: clientPem } };
}
