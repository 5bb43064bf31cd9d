import { labHosts } from '../../src/lab-host.js';
import { onHost } from './on-host.js';

const LOG = '/var/log/kubeadm-audit';
const FOLDER = '/usr/lib/kubeadm-audited';
const REAL = `${FOLDER}/kubeadm`;
const HOLD = `${FOLDER}/hold`;

/** Writes down each call, then becomes the real program, under whose name the protocol looks for it. */
const WRAPPER = `#!/bin/sh
echo "$*" >>${LOG}
while test "$1" = join && test -e ${HOLD}; do sleep 0.2; done
exec ${REAL} "$@"
`;

const nodeHosts = labHosts.filter(({ node }) => node).map(({ name }) => name);

/** From here on each host keeps a list of its own of every kubeadm that ran on it, whoever started it. */
export async function auditKubeadm(hosts: readonly string[] = nodeHosts): Promise<void> {
  const install = `mkdir -p ${FOLDER} && mv /usr/bin/kubeadm ${REAL} && printf %s '${WRAPPER}' >/usr/bin/kubeadm && chmod 755 /usr/bin/kubeadm && touch ${LOG}`;
  await Promise.all(hosts.map((host) => onHost(host, install)));
}

/** Until the function it gives is called, each `kubeadm join` that starts on an audited host waits before it does anything. */
export async function holdJoins(host: string): Promise<() => Promise<void>> {
  await onHost(host, `touch ${HOLD}`);
  return async () => {
    await onHost(host, `rm -f ${HOLD}`);
  };
}

/** The arguments of every kubeadm that ran on a host, in order. */
async function kubeadmRuns(host: string): Promise<readonly string[]> {
  return (await onHost(host, `cat ${LOG}`)).split('\n').filter(Boolean);
}

export type ChangingKubeadm = 'init' | 'join' | 'reset';

/** How often each host ran `kubeadm init`, `join` and `reset`; single phases of them, which finish an interrupted one, do not count. */
export async function changingRuns(): Promise<Readonly<Record<string, readonly ChangingKubeadm[]>>> {
  const runs = await Promise.all(
    nodeHosts.map(async (host) => {
      const lines = await kubeadmRuns(host);
      const changing = lines.flatMap((line): readonly ChangingKubeadm[] => {
        const [verb, next] = line.split(' ');
        const whole = next !== 'phase' && (verb === 'init' || verb === 'join' || verb === 'reset');
        return whole ? [verb] : [];
      });
      return [host, changing] as const;
    }),
  );
  return Object.fromEntries(runs);
}
