import type { Micros } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { BootstrapToken } from '../../kubernetes/bootstrap-token.js';
import {
  decodeBootstrapToken,
  encodeBootstrapToken,
  TOKEN_NAMESPACE,
  tokenSecretName,
} from '../../kubernetes/bootstrap-token.js';
import type { FaultDefinition } from '../fault.js';
import type { Administrator } from './as-administrator.js';
import { asAdministrator } from './as-administrator.js';

const deleteTokens: FaultDefinition = {
  kind: 'delete-tokens',
  title: 'somebody deletes every bootstrap token that a join can use',
  scope: 'credentials',
  timing: 'once',
  aftermath: 'heals',
  args: [],
  apply({ world }) {
    asAdministrator(world, function* (administrator) {
      for (const { id } of tokensOf(administrator)) {
        const gone = yield* administrator.client.delete('Secret', TOKEN_NAMESPACE, tokenSecretName(id));
        if (gone.ok) world.record('token.deleted', undefined, { id });
      }
    });
    return undefined;
  },
};

const expireTokens: FaultDefinition = {
  kind: 'expire-tokens',
  title: 'every bootstrap token that a join can use expires now',
  scope: 'credentials',
  timing: 'once',
  aftermath: 'heals',
  args: [],
  apply({ world }) {
    asAdministrator(world, (administrator) =>
      rewrite(administrator, tokensOf(administrator), (token) => ({
        ...token,
        expiresUs: wholeSeconds(world.scheduler.now()),
      })),
    );
    return undefined;
  },
};

const unsignTokens: FaultDefinition = {
  kind: 'unsign-tokens',
  title: 'every bootstrap token loses its usage for signing: cluster-info is no longer signed with it',
  scope: 'credentials',
  timing: 'once',
  aftermath: 'needs-a-person',
  args: [],
  endings: [
    { fault: 'unsign-tokens@40s', ends: 'ready' },
    { fault: 'unsign-tokens@etcd.member-started/master2', ends: 'ready' },
  ],
  apply({ world }) {
    asAdministrator(world, (administrator) =>
      rewrite(administrator, tokensOf(administrator), (token) => ({ ...token, signing: false })),
    );
    return undefined;
  },
};

/** Tokens with which a host can join; not the one that only measures the life of kubeadm-certs. */
function tokensOf({ service }: Administrator): readonly BootstrapToken[] {
  return service
    .cached('Secret')
    .flatMap((secret) => decodeBootstrapToken(secret) ?? [])
    .filter(({ authentication }) => authentication);
}

export function* rewrite(
  { client }: Administrator,
  tokens: readonly BootstrapToken[],
  change: (token: BootstrapToken) => BootstrapToken,
): Task<void> {
  for (const token of tokens) {
    const { body } = encodeBootstrapToken(change(token));
    yield* client.update('Secret', TOKEN_NAMESPACE, tokenSecretName(token.id), (secret) => ({
      ...secret,
      body,
    }));
  }
}

export function wholeSeconds(us: Micros): Micros {
  return us - (us % 1_000_000);
}

export const TOKEN_FAULTS: readonly FaultDefinition[] = [deleteTokens, expireTokens, unsignTokens];
