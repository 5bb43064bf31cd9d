import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64urlnopad } from '@scure/base';
import { rememberByText } from '../engine/remember.js';

/** Key of a token's signature in ConfigMap kube-public/cluster-info. */
export function signatureKey(tokenId: string): string {
  return `jws-kubeconfig-${tokenId}`;
}

/**
 * The detached JWS (HS256) of cluster-info's kubeconfig: `header..signature`. Whoever knows the token can check that the
 * cluster that published the kubeconfig knows it too.
 */
export function signDetached(content: string, tokenId: string, tokenSecret: string): string {
  const header = encoded(`{"alg":"HS256","kid":"${tokenId}"}`);
  return `${header}..${signaturesOf(tokenSecret)(`${header}.${encoded(content)}`)}`;
}

const encoded = rememberByText((text) => base64urlnopad.encode(utf8ToBytes(text)));

/** By secret of a token: what the controller manager signs is checked by every joining host. */
const signaturesOf = rememberByText((secret) => {
  const key = utf8ToBytes(secret);
  return rememberByText((signed) => base64urlnopad.encode(hmac(sha256, key, utf8ToBytes(signed))));
});

export function verifyDetached(jws: string, content: string, tokenId: string, tokenSecret: string): boolean {
  return jws === signDetached(content, tokenId, tokenSecret);
}
