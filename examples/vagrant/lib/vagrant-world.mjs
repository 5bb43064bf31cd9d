import { fileURLToPath } from 'node:url';
import { hostsOf } from '@quorate/core';
import { SshDriver, systemClock, vagrantTargets } from '@quorate/ssh-driver';
import { fileJournal } from './journal.mjs';
import { runningMachines } from './machines.mjs';
import { EXIT, Refusal } from './refusal.mjs';

/** The machines of the Vagrantfile in `folder`, a file URL, over SSH through the jumpbox. */
export async function openWorld(spec, { folder, signal, say }) {
  // What is known of these machines lies with what Vagrant knows of them.
  const inVagrantsFolder = (name) => fileURLToPath(new URL(`.vagrant/${name}`, folder));
  const machines = await runningMachines(spec, folder, signal);
  const targets = vagrantTargets(machines, {
    hostKeys: { kind: 'accept-new', file: inVagrantsFolder('quorate.known_hosts') },
    through: hostsOf(spec, 'jumpbox')[0]?.name,
    privateAddresses: Object.fromEntries(spec.hosts.map((host) => [host.name, host.ssh.address])),
  });
  if (!targets.ok) throw new Refusal(EXIT.blocked, ...targets.error, 'nothing was done');
  const driver = new SshDriver({ targets: targets.value, onEvent: teller(say) });
  const underWay = new Set();
  const record = fileJournal(inVagrantsFolder('quorate.journal'), spec);
  return {
    about: 'over SSH through the jumpbox',
    driver: {
      run(...step) {
        const outcome = driver.run(...step);
        underWay.add(outcome);
        return outcome.finally(() => underWay.delete(outcome));
      },
    },
    clock: systemClock,
    record,
    afterInterrupt: 'start this again: it goes on',
    /** An aborted step still has its program on the host to end: without a connection it could not. */
    async close() {
      await Promise.all(underWay);
      await driver.close();
      await record.close();
    },
  };
}

/** Says of the connections, once each, which do not come about or broke, and whose host key was taken on trust. */
function teller(say) {
  const told = new Set();
  return (event) => {
    const line = news(event);
    if (line === undefined || told.has(line)) return;
    told.add(line);
    say(`  ${line}`);
  };
}

function news({ type, server, detail, fingerprint }) {
  switch (type) {
    case 'connection-lost':
      return `connection to ${server} lost: ${detail}`;
    case 'reconnecting':
      return `no connection to ${server} yet: ${detail}`;
    case 'host-key-accepted':
      return `${server} seen for the first time, its host key is trusted from now on: ${fingerprint}`;
    default:
      return undefined;
  }
}
