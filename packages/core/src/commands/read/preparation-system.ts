import {
  lastSetting,
  readSettingLines,
  readSwapAreas,
  readSwapMounts,
  swapUnitOf,
} from '../../observation/read/preparation-facts.js';
import type { ObservedItem } from '../../preparation/host-preparation.js';
import { hostsFileFlaws } from '../../preparation/hosts-file.js';
import { KERNEL_MODULES, SYSCTLS } from '../../preparation/kernel.js';
import { PREPARATION_QUESTIONS as Q } from '../lower/observe-preparation.js';
import type { PreparationAnswers } from './preparation-answers.js';
import { judged, textOf } from './preparation-answers.js';

/** grep: 1 means that nothing matched, 2 that a place is not there. */
const GREP_ANSWERS = 2;

export function readHostsFile({ of, context, host }: PreparationAnswers): ObservedItem {
  const file = of(Q.hostsFile);
  const flaws = () => hostsFileFlaws(context.spec, host.name, textOf(file));
  return judged('hosts-file', [file], flaws, '/etc/hosts names every host');
}

export function readSwap({ of }: PreparationAnswers): ObservedItem {
  const swaps = of(Q.swaps);
  const fstab = of(Q.fstab);
  const flaws = () => [
    ...readSwapAreas(textOf(swaps)).map((area) => `swap is on: ${area} (unit ${swapUnitOf(area)})`),
    ...readSwapMounts(textOf(fstab)).map((line) => `/etc/fstab switches swap on: ${line.trim()}`),
  ];
  return judged('swap-off', [swaps, fstab], flaws, 'no swap, and none in /etc/fstab');
}

/** br_netfilter shows itself by its settings, overlay by the file system. */
export function readModules({ of }: PreparationAnswers): ObservedItem {
  const filesystems = of(Q.filesystems);
  const bridge = of('net.bridge.bridge-nf-call-iptables');
  const lines = of(Q.modules, GREP_ANSWERS);
  const flaws = () => {
    const persisted = new Set(readSettingLines(textOf(lines)).map(({ line }) => line));
    return [
      ...(/\boverlay$/m.test(textOf(filesystems)) ? [] : ['overlay is not loaded']),
      ...(bridge.kind === 'absent' ? ['br_netfilter is not loaded'] : []),
      ...KERNEL_MODULES.filter((name) => !persisted.has(name)).map((name) => `${name} is not loaded at boot`),
    ];
  };
  return judged('kernel-modules', [filesystems, bridge, lines], flaws, KERNEL_MODULES.join(' and '));
}

export function readSysctls({ of }: PreparationAnswers): ObservedItem {
  const lines = of(Q.sysctls, GREP_ANSWERS);
  const live = SYSCTLS.map((key) => ({ key, answer: of(key) }));
  const flaws = () => {
    const settings = readSettingLines(textOf(lines));
    return live.flatMap(({ key, answer }) => {
      const value = textOf(answer).trim();
      const atBoot = lastSetting(settings, key);
      return [
        ...(value === '1' ? [] : [`${key} is ${value === '' ? 'not there' : value}`]),
        ...(atBoot === '1' ? [] : [`${key} is ${atBoot ?? 'not set'} at boot`]),
      ];
    });
  };
  const needed = [lines, ...live.map(({ answer }) => answer)];
  return judged('sysctls', needed, flaws, `${SYSCTLS.join(', ')} are 1`);
}
