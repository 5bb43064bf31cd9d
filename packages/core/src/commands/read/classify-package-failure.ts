import type { FailureClass } from '../report.js';

/** First match wins. Texts of apt 2.6 and dpkg 1.21, which have been the same for many years, in the C locale. */
const TABLE: readonly (readonly [FailureClass, RegExp])[] = [
  ['disk-full', /No space left on device|You don't have enough free space/],
  ['dpkg-interrupted', /dpkg was interrupted, you must manually run/],
  [
    'package-lock-held',
    /Could not get lock |Unable to acquire the dpkg frontend lock|lock was locked by another process/,
  ],
  [
    'package-signature',
    /GPG error: |is not signed|NO_PUBKEY|couldn't be verified because the public key is not available|EXPKEYSIG|There were unauthenticated packages|packages cannot be authenticated/,
  ],
  [
    'package-mirror-unreachable',
    /Failed to fetch |Temporary failure resolving|Could not resolve |Could not connect to |Some index files failed to download|Unable to fetch some archives|does not have a Release file|curl: \((6|7|22|28|35|52|56|60)\)/,
  ],
  [
    'package-not-found',
    /Unable to locate package |Version '[^']*' for '[^']*' was not found|has no installation candidate|No packages found/,
  ],
  ['packages-broken', /you have held broken packages|Unmet dependencies|Held packages were changed/],
];

/** What apt, dpkg or curl was complaining about; undefined when it was none of what they usually do. */
export function classifyPackageFailure(output: {
  readonly stdout: string;
  readonly stderr: string;
}): FailureClass | undefined {
  return TABLE.find(([, pattern]) => pattern.test(output.stderr))?.[0];
}
