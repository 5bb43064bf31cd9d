import { seconds } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';
import { CLIENT_PEM } from '../../kubernetes/kubelet/kubelet-files.js';
import type { Certificate } from '../../pki/certificate.js';
import { decodeCertificate } from '../../pki/certificate.js';
import { parseKubeconfig } from '../../pki/kubeconfig.js';
import type { Simulation } from '../../simulation/simulation.js';
import type { BlockJudge } from './judge.js';

/** `kubeadm certs check-expiration` tells minutes, without the seconds. */
const TOLD_US = seconds(60);

interface Found {
  readonly host: Host;
  readonly path: string;
  readonly certificate: Certificate;
}

/** Every certificate that is looked at on hosts: kubeadm's, those within kubeconfigs, and that of the kubelet. */
function certificatesIn({ world }: Simulation): readonly Found[] {
  return [...world.hosts.values()].flatMap((host) =>
    [...host.disk.filesBelow('/etc/kubernetes'), CLIENT_PEM].flatMap((path) => {
      const text = host.disk.text(path) ?? '';
      const pem = path.endsWith('.conf') ? parseKubeconfig(text)?.clientCertificatePem : text;
      const certificate = decodeCertificate(pem ?? '');
      return certificate === undefined ? [] : [{ host, path, certificate }];
    }),
  );
}

/** The clock that is behind all others, that of the orchestrator among them. */
function slowestClockUs({ world }: Simulation): number {
  return Math.min(world.scheduler.now(), ...[...world.hosts.values()].map((host) => host.clock()));
}

function expired(simulation: Simulation): Found | undefined {
  const nowUs = simulation.world.scheduler.now() + TOLD_US;
  return certificatesIn(simulation).find(({ certificate }) => certificate.notAfterUs <= nowUs);
}

function premature(simulation: Simulation): Found | undefined {
  const nowUs = slowestClockUs(simulation);
  return certificatesIn(simulation).find(({ certificate }) => certificate.notBeforeUs > nowUs);
}

/** A certificate that somebody may refuse for its times. */
export function refusedCertificate(simulation: Simulation): string | undefined {
  const found = expired(simulation) ?? premature(simulation);
  return found === undefined ? undefined : `the time of ${found.path} on ${found.host.name} is another one`;
}

export const certificateExpired: BlockJudge = (simulation) =>
  expired(simulation) === undefined ? 'no certificate on any disk has expired' : undefined;

export const certificateNotYetValid: BlockJudge = (simulation) =>
  premature(simulation) === undefined
    ? 'the time of every certificate on every disk has come, by every clock'
    : undefined;
