/** The server as it was asked for. */
export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * The name under which a server stands in known_hosts: `host`, or `[host]:port` when the port is not 22. An alias stands
 * for the server whatever its port is. In lower case, as OpenSSH looks it up.
 */
export function knownHostsName(server: ServerAddress, alias?: string): string {
  if (alias !== undefined) return alias.toLowerCase();
  const address = server.address.toLowerCase();
  return server.port === 22 ? address : `[${address}]:${server.port}`;
}
