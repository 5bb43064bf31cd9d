import { labHosts } from '../../src/lab-host.js';
import { wipe } from '../../src/lab.js';

/** New machines for a story of its own, whatever another one has left; the jumpbox keeps nothing of a cluster. */
export async function freshHosts(): Promise<void> {
  await wipe(...labHosts.map(({ name }) => name).filter((name) => name !== 'jumpbox'));
}
