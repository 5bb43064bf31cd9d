import { rememberByText } from '../engine/remember.js';

export interface HostPort {
  /** Empty when the endpoint was written without a scheme. */
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
}

/** `https://10.0.0.11:2379` or bare `127.0.0.1:2379`; undefined when there is no host or no port. */
export const parseHostPort = rememberByText((text): HostPort | undefined => {
  const match = /^(?:([a-z]+):\/\/)?(\[[0-9a-fA-F:]+\]|[^:/[\]]+):(\d+)\/?$/.exec(text);
  if (match === null) return undefined;
  return { scheme: match[1] ?? '', host: (match[2] ?? '').replace(/^\[|\]$/g, ''), port: Number(match[3]) };
});
