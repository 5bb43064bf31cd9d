import type { BlockCode } from '@quorate/core';
import { etcdMembers } from '../etcd/inspect.js';
import { decodeCertificate } from '../pki/certificate.js';
import type { Simulation } from '../simulation/simulation.js';

const PKI = '/etc/kubernetes/pki';

/** What one fault can leave behind for good, although it has healed itself: no run can mend it, so a block over it is no surrender. */
interface Damage {
  readonly what: string;
  readonly explains: (code: BlockCode) => boolean;
  readonly isThere: (simulation: Simulation) => boolean;
}

const DAMAGES: readonly Damage[] = [
  {
    // etcd: from one voter to two, both are needed from the moment that the second is announced.
    what: 'the second voter was announced, and its host was never told',
    explains: (code) => code === 'quorum-lost',
    isThere: ({ world }) =>
      etcdMembers(world).some(({ members }) => {
        const voters = members.filter(({ learner }) => !learner);
        return voters.length === 2 && voters.some(({ clientUrls }) => clientUrls.length === 0);
      }),
  },
  {
    what: 'certificates were made by a clock that was ahead, and their time has not come',
    explains: (code) => code === 'certificate-not-yet-valid',
    isThere: ({ world }) =>
      [...world.hosts.values()].some((host) =>
        host.disk.filesBelow(PKI).some((path) => {
          const certificate = path.endsWith('.crt')
            ? decodeCertificate(host.disk.text(path) ?? '')
            : undefined;
          return certificate !== undefined && certificate.notBeforeUs > host.clock();
        }),
      ),
  },
];

/** Why a run that ended with this block could not have gone on; undefined when nothing of the kind is there. */
export function lastingDamage(simulation: Simulation, code: BlockCode): string | undefined {
  return DAMAGES.find(({ explains, isThere }) => explains(code) && isThere(simulation))?.what;
}
