import { rememberByText } from '../engine/remember.js';

export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

const SERVER = /^https?:\/\/([^:/]+)(?::(\d+))?/;

/** Where a server such as `https://192.168.56.4:6443` listens. */
export const parseServer = rememberByText((server): ServerAddress => {
  const match = SERVER.exec(server);
  return { address: match?.[1] ?? server, port: Number(match?.[2] ?? '443') };
});
