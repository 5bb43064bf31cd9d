import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64urlnopad } from '@scure/base';

/** Key of a token's signature in ConfigMap kube-public/cluster-info. */
export function signatureKey(tokenId: string): string {
  return `jws-kubeconfig-${tokenId}`;
}

/**
 * The detached JWS (HS256) of cluster-info's kubeconfig: `header..signature`. Whoever knows the token can check that the
 * cluster that published the kubeconfig knows it too.
 */
export function signDetached(content: string, tokenId: string, tokenSecret: string): string {
  const header = base64urlnopad.encode(utf8ToBytes(`{"alg":"HS256","kid":"${tokenId}"}`));
  const payload = base64urlnopad.encode(utf8ToBytes(content));
  const signature = hmac(sha256, utf8ToBytes(tokenSecret), utf8ToBytes(`${header}.${payload}`));
  return `${header}..${base64urlnopad.encode(signature)}`;
}

export function verifyDetached(jws: string, content: string, tokenId: string, tokenSecret: string): boolean {
  return jws === signDetached(content, tokenId, tokenSecret);
}
