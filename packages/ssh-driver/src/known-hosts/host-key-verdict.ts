/** What is to be thought of the key that a server showed. Only `refused` forbids to go on. */
export type HostKeyVerdict =
  | { readonly kind: 'known' }
  /** Seen for the first time, and written into the file `addedTo`; without that it is accepted for this run only. */
  | { readonly kind: 'accepted-new'; readonly fingerprint: string; readonly addedTo?: string }
  /** The policy is `off`: nobody has looked. */
  | { readonly kind: 'unchecked'; readonly fingerprint: string }
  | HostKeyRefusal;

export interface HostKeyRefusal {
  readonly kind: 'refused';
  readonly reason: 'unknown' | 'changed' | 'revoked' | 'certificate-authority';
  /** Of the key that was shown: `SHA256:…`. */
  readonly fingerprint: string;
  /** Several lines for people: what was shown, which file and line disagree, and the command that settles it. */
  readonly detail: string;
}
