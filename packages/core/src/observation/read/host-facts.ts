import { rememberTexts } from '../../foundation/remember-texts.js';
import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';

/** `ip -4 -o addr show`: addresses in the order of the NICs, without the loopback. */
export function readAddresses(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\d+:\s+(\S+)\s+inet\s+(\d{1,3}(?:\.\d{1,3}){3})\//.exec(line);
    return match === null || match[1] === 'lo' || match[2] === undefined ? [] : [match[2]];
  });
}

/** `kubeadm version -o short` (`v1.20.2`) and `kubelet --version` (`Kubernetes v1.20.2`). */
export function readVersion(text: string): Known<string> {
  const version = /^(?:Kubernetes )?(v\d+\.\d+\.\d+\S*)\s*$/m.exec(text)?.[1];
  return version === undefined ? unknown('no version') : known(version);
}

/** `find … -type f`: full paths, sorted. */
export const readFiles = rememberTexts((text): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('/'))
    .sort(),
);

/** `date +%s%3N`: milliseconds since the epoch on the host's own clock. */
export function readClock(text: string): Known<number> {
  return /^\d{10,15}$/.test(text.trim()) ? known(Number(text.trim())) : unknown('no time');
}
