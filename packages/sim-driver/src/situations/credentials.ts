import type { CommandSpan, RunHistory } from './run-history.js';
import { msOf } from './run-history.js';
import { situation } from './situation.js';

const KEY_LIFETIME_MS = 2 * 3_600_000;
const TOKEN_LIFETIME_MS = 24 * 3_600_000;

function mints(history: RunHistory, token: boolean, key: boolean): readonly CommandSpan[] {
  return history
    .commands('mint-credentials')
    .filter(({ command }) => command.token === token && command.certificateKey === key);
}

/** A minting later than this after the credentials of init. */
function mintedLater(history: RunHistory, ms: number): boolean {
  const [init] = history.commands('initialise');
  return history
    .commands('mint-credentials')
    .some(({ issuedMs }) => init !== undefined && issuedMs - init.issuedMs > ms);
}

export const CREDENTIAL_SITUATIONS = [
  situation(
    'both-minted',
    'a token and a certificate key were made at once',
    (history) => mints(history, true, true).length > 0,
  ),
  situation(
    'key-minted-alone',
    'the certificate key was renewed and the token was not',
    (history) => mints(history, false, true).length > 0,
  ),
  situation(
    'token-minted-alone',
    'the token was renewed and the certificate key was not',
    (history) => mints(history, true, false).length > 0,
  ),
  situation('key-outlived', 'a master came after the certificate key of init had expired (2 h)', (history) =>
    mintedLater(history, KEY_LIFETIME_MS),
  ),
  situation('token-outlived', 'a host came after the token of init had expired (24 h)', (history) =>
    mintedLater(history, TOKEN_LIFETIME_MS),
  ),
  situation(
    'token-cleaned',
    'the token cleaner took an expired token away',
    (history) => history.records('token.expired').length > 0,
  ),
  situation('token-cleaned-and-re-minted', 'a token was made after one had been cleaned', (history) =>
    history
      .records('token.expired')
      .some((gone) => history.commands('mint-credentials').some(({ issuedMs }) => issuedMs >= msOf(gone))),
  ),
  situation(
    'certificates-collected',
    'kubeadm-certs went away with its owner token',
    (history) => history.records('secret.collected', { name: 'kubeadm-certs' }).length > 0,
  ),
  situation('mint-failed', 'credentials could not be made', (history) =>
    history.commands('mint-credentials').some(({ settled }) => settled?.report.outcome === 'failed'),
  ),
  situation(
    'minted-twice',
    'credentials were made more than once in one simulation',
    (history) => history.commands('mint-credentials').length > 1,
  ),
  situation('revoked', 'the credentials of a run were revoked at its end', (history) =>
    history.commands('revoke-credentials').some(({ settled }) => settled?.report.outcome === 'succeeded'),
  ),
] as const;
