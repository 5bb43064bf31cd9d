import type { Tri } from '../../foundation/tri.js';

/** One line of `dpkg-query --show` in the form that we ask for. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly held: boolean;
}

/** `ii  curl 7.88.1-10`: fully installed packages only; `hi` is held. */
export function readInstalledPackages(text: string): readonly InstalledPackage[] {
  return text.split('\n').flatMap((line) => {
    const match = /^([a-z])i\s+(\S+)\s+(\S+)$/.exec(line.trimEnd());
    if (match?.[2] === undefined || match[3] === undefined) return [];
    return [{ name: match[2], version: match[3], held: match[1] === 'h' }];
  });
}

/** `/etc/os-release`: Debian, Ubuntu and what says that it is like one of them. */
export function readOsRelease(text: string): { readonly supported: Tri; readonly name: string } {
  const value = (key: string): string =>
    new RegExp(`^${key}=["']?(.*?)["']?\\s*$`, 'm').exec(text)?.[1] ?? '';
  const families = [value('ID'), ...value('ID_LIKE').split(/\s+/)];
  const name = value('PRETTY_NAME') || value('ID') || 'an unnamed system';
  if (families.every((family) => family === '')) return { supported: 'unknown', name };
  return { supported: families.some((one) => one === 'debian' || one === 'ubuntu') ? 'yes' : 'no', name };
}

/** `/proc/swaps`: a header, then one line for each area. */
export function readSwapAreas(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);
}

/** systemd makes a unit for each area: `/dev/zram0` is `dev-zram0.swap`. */
export function swapUnitOf(area: string): string {
  return `${area.replace(/^\//, '').replaceAll('-', '\\x2d').replaceAll('/', '-')}.swap`;
}

/** `/etc/fstab`: the lines that mount swap. */
export function readSwapMounts(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^\s*[^#\s]\S*\s+\S+\s+swap(\s|$)/.test(line));
}

/** `grep -r` over several places: `path:line`. */
export interface SettingLine {
  readonly path: string;
  readonly line: string;
}

export function readSettingLines(text: string): readonly SettingLine[] {
  return text.split('\n').flatMap((row) => {
    const match = /^(\/[^:]+):(.*)$/.exec(row);
    return match?.[1] === undefined ? [] : [{ path: match[1], line: (match[2] ?? '').trim() }];
  });
}

/** The value that a key has after the next boot: files in order of their names, where /etc/sysctl.conf is 99-sysctl.conf. */
export function lastSetting(lines: readonly SettingLine[], key: string): string | undefined {
  const nameOf = (path: string): string =>
    path === '/etc/sysctl.conf' ? '99-sysctl.conf' : path.slice(path.lastIndexOf('/') + 1);
  return lines
    .map(({ path, line }) => ({ name: nameOf(path), parts: line.replace(/^-/, '').split('=') }))
    .filter(({ parts }) => (parts[0] ?? '').trim().replaceAll('/', '.') === key)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .at(-1)
    ?.parts[1]?.trim();
}
