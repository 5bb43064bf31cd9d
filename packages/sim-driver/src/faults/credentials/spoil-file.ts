import type { Micros } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';
import type { Simulation } from '../../simulation/simulation.js';
import type { Cure } from '../fault.js';
import { hold } from '../hold.js';

/** Lies on every master, and is another one after the host was reset or wiped. */
const IDENTITY = '/etc/kubernetes/pki/ca.key';

/** What the last fault left at a path; undefined: nothing. */
const BAD = new WeakMap<Host, Map<string, string | undefined>>();

/** Replaces a file, or removes it; the cure puts the good one back unless it was replaced meanwhile. */
export function spoilFile(
  { world }: Simulation,
  name: string,
  file: string,
  spoiled: (text: string, nowUs: Micros) => string | undefined,
): Cure | undefined {
  const host = world.host(name);
  const path = `/etc/kubernetes/${file}`;
  const good = host.disk.read(path);
  if (good === undefined) return undefined;
  const bad = spoiled(good.content, host.clock());
  const identity = host.disk.text(IDENTITY);
  BAD.set(host, (BAD.get(host) ?? new Map<string, string | undefined>()).set(path, bad));
  if (bad === undefined) host.disk.remove(path);
  else host.disk.write(path, bad, { mode: good.mode, inPlace: true });
  world.record('credential.spoiled', name, { file });
  return hold(host, path, () => {
    const untouched = host.disk.text(path) === BAD.get(host)?.get(path);
    if (untouched && host.disk.text(IDENTITY) === identity)
      host.disk.write(path, good.content, { mode: good.mode, inPlace: true });
  });
}
