import type { Command } from '../commands/command.js';
import { isProxy, proxiesMadeWithOwn } from '../decisions/own-tokens.js';
import type { Observation } from '../observation/observation.js';
import type { ProtocolContext } from './context.js';

/**
 * Whose uploaded certificates are: their proxy tokens all look the same. One that appears between the looks before and after an
 * upload of this run is its own; so is one that an earlier run made together with its token. Any other is somebody else's.
 */
export interface ProxyTokens {
  readonly own: readonly string[];
  /** Everything that the last look listed. */
  readonly seen: readonly string[];
  /** This run has uploaded, or begun to, since that look. */
  readonly uploading: boolean;
}

export const NO_PROXY_TOKENS: ProxyTokens = { own: [], seen: [], uploading: false };

export function uploads(command: Command): boolean {
  return command.kind === 'initialise' || (command.kind === 'mint-credentials' && command.certificateKey);
}

/** After a look: what is new is told apart, and what is gone is forgotten. */
export function noteProxyTokens(context: ProtocolContext, { cluster }: Observation): ProxyTokens {
  const { proxyTokens: before, spec } = context;
  if (!cluster.tokens.known) return before;
  const underWay = Object.values(context.inFlight).some(
    ({ command: { kind } }) => kind === 'initialise' || kind === 'mint-credentials',
  );
  const seen = cluster.tokens.value.filter(isProxy).map(({ id }) => id);
  // Once this run has made a token of its own, what others upload at that time would be taken for its.
  const earlier = context.mintedMs === 0 && !underWay ? proxiesMadeWithOwn(spec, cluster) : [];
  const isOurs = (id: string): boolean =>
    before.own.includes(id) || earlier.includes(id) || (before.uploading && !before.seen.includes(id));
  const uploading = before.uploading && (underWay || cluster.atMs < context.mintedMs);
  return { own: seen.filter(isOurs), seen, uploading };
}
