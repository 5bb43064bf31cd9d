import type { Evidence } from '../evidence.js';
import { itemsOf, textOf } from '../evidence.js';
import type { Scene, Sighting } from '../known-cause.js';

/** What `head` showed of one file below its name. */
function shown(evidence: Evidence, host: string, path: string): readonly string[] {
  const [, after = ''] = textOf(evidence, host, 'machine').split(`==> ${path} <==\n`);
  return (after.split('\n==> ')[0] ?? '').split('\n').filter((line) => line.trim() !== '');
}

/** `active (running)`, as `systemctl status` shows it; undefined when nobody knows. */
export function unitState(evidence: Evidence, host: string, unit: string): string | undefined {
  const [, after = ''] = textOf(evidence, host, 'units').split(`● ${unit}.service`);
  return /^\s*Active: ([^\n]+)/m.exec(after.split('● ')[0] ?? '')?.[1];
}

/** Swap areas of hosts whose kubelet does not run: one that runs was told to bear it. */
export function swapAreas({ evidence }: Scene): readonly Sighting[] {
  return nodes(evidence)
    .filter((host) => unitState(evidence, host, 'kubelet')?.startsWith('active (running)') !== true)
    .flatMap((host) =>
      shown(evidence, host, '/proc/swaps')
        .slice(1)
        .map((line) => ({ host, where: '/proc/swaps', line: line.replaceAll(/\s+/g, ' ') })),
    );
}

/** A switch of the kernel that is 0, or that is not there because its module is not loaded. */
export function switchOff(path: string): (scene: Scene) => readonly Sighting[] {
  return ({ evidence }) =>
    itemsOf(evidence, 'machine').flatMap(({ host, text }) => {
      const [value] = shown(evidence, host, path);
      if (value === '0') return [{ host, where: path, line: '0' }];
      const missing = text.split('\n').find((line) => line.includes(`cannot open '${path}'`));
      return missing === undefined ? [] : [{ host, where: path, line: missing }];
    });
}

/** Hosts that have the same answer to a question that each must answer differently. */
export function sameAnswer(source: 'machine-id' | 'hostname'): (scene: Scene) => readonly Sighting[] {
  return ({ evidence }) => {
    const answers = itemsOf(evidence, source).filter(
      ({ host, text, outcome }) =>
        outcome.kind === 'answered' && text.trim() !== '' && nodes(evidence).includes(host),
    );
    return answers.flatMap(({ host, text }) => {
      const others = answers.filter((one) => one.host !== host && one.text.trim() === text.trim());
      if (others.length === 0) return [];
      const names = others.map((one) => one.host).join(', ');
      return [{ host, where: source, line: `${text.trim()} (also: ${names})` }];
    });
  };
}

/** Hosts that do not have the address which the specification says they advertise. */
export function missingAddresses({ evidence }: Scene): readonly Sighting[] {
  return evidence.hosts.flatMap(({ name, advertiseAddress }) => {
    const item = itemsOf(evidence, 'addresses').find((one) => one.host === name);
    if (item?.outcome.kind !== 'answered' || item.text.includes(` ${advertiseAddress}/`)) return [];
    const own = [...item.text.matchAll(/ inet (\S+) .*?scope global/g)].map(([, address = '']) => address);
    const line = `${advertiseAddress} is not an address of this host (${own.join(', ') || 'it has none'})`;
    return [{ host: name, where: 'addresses', line }];
  });
}

/** Hosts that answered nothing at all. */
export function silentHosts({ evidence }: Scene): readonly Sighting[] {
  return evidence.hosts.flatMap(({ name }) => {
    const items = evidence.items.filter(({ host, source }) => host === name && source !== 'paths');
    const [first] = items;
    if (first === undefined || items.some(({ outcome }) => outcome.kind !== 'no-answer')) return [];
    const detail = first.outcome.kind === 'no-answer' ? first.outcome.detail : '';
    return [{ host: name, where: first.tried, line: detail }];
  });
}

export function nodes({ hosts }: Evidence): readonly string[] {
  return hosts.filter(({ role }) => role === 'control-plane' || role === 'worker').map(({ name }) => name);
}
