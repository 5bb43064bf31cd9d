import { credentialFiles, handshakeSucceeds } from '../etcd/credentials.js';
import { isEtcdClientService } from '../etcd/server/client-api.js';
import type { Host } from '../host/host.js';

const PKI = '/etc/kubernetes/pki/etcd';

/** The etcd of a host and the health check of that host accept each other's certificates. When not, nobody is told anything by it. */
export function acceptsHealthCheck(host: Host): boolean {
  const credentials = credentialFiles(host, `${PKI}/ca.crt`, `${PKI}/healthcheck-client.crt`)();
  for (const { service } of host.listeners)
    if (
      isEtcdClientService(service) &&
      handshakeSucceeds('https', credentials, host.clock(), service.security)
    )
      return true;
  return false;
}
