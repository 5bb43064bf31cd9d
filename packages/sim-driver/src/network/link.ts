/** One direction between two hosts, or what is sent in it to one TCP port: `from>to`, `from>to:port`. */
export function linkName(from: string, to: string, port?: number): string {
  return port === undefined ? `${from}>${to}` : `${from}>${to}:${String(port)}`;
}
