import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';

export const HOSTS_FILE = '/etc/hosts';

/** At the end of each line of ours: a line that is cut off or copied elsewhere still says whose it is. */
const MARK = '# quorate';

interface Entry {
  readonly name: HostName;
  readonly address: string;
}

/** The hosts that other hosts name: those with an address of the cluster's. */
function entriesOf(spec: ClusterSpec): readonly Entry[] {
  return spec.hosts
    .filter((host) => /^[0-9a-fA-F.:]+$/.test(host.advertiseAddress))
    .map((host) => ({ name: host.name, address: host.advertiseAddress }));
}

/** The block that is appended, one line for each host. */
export function hostsBlock(spec: ClusterSpec): string {
  return entriesOf(spec)
    .map(({ name, address }) => `${address} ${name} ${MARK}\n`)
    .join('');
}

/**
 * For `sed -E`: removes lines of ours, and comments out others that give a host of the spec a wrong address. Debian's line
 * `127.0.1.1 <own name>` may stay.
 */
export function hostsCleaning(spec: ClusterSpec, own: HostName): readonly string[] {
  return [
    `/${MARK}$/d`,
    // Ends a last line that has no newline: ours are appended.
    '$a\\',
    ...entriesOf(spec).map(({ name, address }) => {
      const right = name === own ? `#|127\\.|${escaped(address)}\\s` : `#|${escaped(address)}\\s`;
      return `/^\\s*(${right})/!s/^.*\\s${escaped(name)}(\\s.*)?$/# &/`;
    }),
  ];
}

/** What is missing or wrong, for people; empty when every host is named as the spec says. */
export function hostsFileFlaws(spec: ClusterSpec, own: HostName, text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/#.*$/, '').trim().split(/\s+/));
  return entriesOf(spec).flatMap(({ name, address }) => {
    const found = lines.flatMap(([at, ...names]) => (names.includes(name) && at !== undefined ? [at] : []));
    const wrong = found.filter((at) => at !== address && !(name === own && at.startsWith('127.')));
    if (wrong.length > 0) return [`${name} is ${wrong.join(', ')} and not ${address}`];
    return found.includes(address) ? [] : [`${name} (${address}) is missing`];
  });
}

function escaped(text: string): string {
  return text.replaceAll('.', '\\.');
}
