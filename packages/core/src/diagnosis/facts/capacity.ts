import { itemsOf } from '../evidence.js';
import type { Scene, Sighting } from '../known-cause.js';

/** What kubeadm asks of a master (1.20 and newer): `Mem`, `NumCPU`. */
const LEAST_MIB = 1_700;
const LEAST_CPUS = 2;

/** Masters with less memory or fewer CPUs than kubeadm accepts. */
export function smallMachines({ evidence }: Scene): readonly Sighting[] {
  return itemsOf(evidence, 'capacity').flatMap(({ host, text }) => {
    if (evidence.hosts.find(({ name }) => name === host)?.role !== 'control-plane') return [];
    return text.split('\n').flatMap((line) => {
      const memory = /MemTotal:\s+(\d+) kB/.exec(line)?.[1];
      const cpus = /Cpus_allowed_list:\s+(\S+)/.exec(line)?.[1];
      const tooSmall =
        (memory !== undefined && Number(memory) < LEAST_MIB * 1_024) ||
        (cpus !== undefined && countOf(cpus) < LEAST_CPUS);
      return tooSmall ? [{ host, where: 'capacity', line: line.replaceAll(/\s+/g, ' ') }] : [];
    });
  });
}

/** Programs that `which` did not find. */
export function missingPrograms({ evidence }: Scene): readonly Sighting[] {
  return itemsOf(evidence, 'programs')
    .filter(
      ({ outcome, text }) => outcome.kind === 'failed' && outcome.detail === 'exit 1' && text.trim() === '',
    )
    .map(({ host, subject = '', tried }) => ({
      host,
      where: tried,
      line: `${subject}: not found in the path`,
    }));
}

/** `0-1,3` are three. */
function countOf(list: string): number {
  return list.split(',').reduce((sum, part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return sum + last - first + 1;
  }, 0);
}
