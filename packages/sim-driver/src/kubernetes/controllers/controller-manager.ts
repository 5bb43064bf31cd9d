import { millis } from '../../engine/scheduler.js';
import { sleep } from '../../engine/task.js';
import type { Process, Program } from '../../host/process.js';
import { decodeCertificate } from '../../pki/certificate.js';
import { parseFlags } from '../flags.js';
import { serveHealth } from '../health-endpoint.js';
import type { KubeSession } from '../kube-session.js';
import type { Lifetime } from '../lifetime.js';
import { BootstrapSigner } from './bootstrap-signer.js';
import { CertificateSigner } from './certificate-signer.js';
import type { Controller, ControllerContext } from './controller.js';
import { DaemonSets } from './daemon-sets.js';
import { GarbageCollector } from './garbage-collector.js';
import { runElected } from './leader-election.js';
import { NodeLifecycle, monitorGraceUs } from './node-lifecycle.js';
import { TokenCleaner } from './token-cleaner.js';

const PKI = '/etc/kubernetes/pki';
/** Owners before what they own, so that nothing looks orphaned at the start. */
const KINDS = ['Node', 'DaemonSet', 'ConfigMap', 'Secret', 'Pod', 'CertificateSigningRequest'];

/** Program `kube-controller-manager`: of all that run, the holder of the lease acts. */
export const kubeControllerManager: Program = function* (process) {
  const flags = parseFlags(process.argv);
  const rng = process.world.rng.stream(`kube-controller-manager/${process.host.name}/start`);
  yield* sleep(millis(rng.integer(2_000, 6_000)));
  serveHealth(process, flags.get('bind-address') ?? '127.0.0.1', Number(flags.get('secure-port') ?? '10257'));
  return yield* runElected(process, {
    component: 'kube-controller-manager',
    kubeconfig: flags.get('kubeconfig') ?? '/etc/kubernetes/controller-manager.conf',
    lead: (session, leadership) => {
      lead(process, flags, session, leadership);
    },
  });
};

function lead(
  process: Process,
  flags: ReadonlyMap<string, string>,
  session: KubeSession,
  leadership: Lifetime,
): void {
  const { host, world } = process;
  const { service, client } = session;
  const contextOf = (controller: string): ControllerContext => ({
    host,
    service,
    client,
    leadership,
    rng: world.rng.stream(`kube-controller-manager/${host.name}/${controller}`),
  });
  const certFile = flags.get('cluster-signing-cert-file') ?? `${PKI}/ca.crt`;
  const keyFile = flags.get('cluster-signing-key-file') ?? `${PKI}/ca.key`;
  const ca = decodeCertificate(host.disk.text(flags.get('client-ca-file') ?? `${PKI}/ca.crt`) ?? '');
  const graceUs = monitorGraceUs(process.env['KUBE_VERSION'] ?? host.software['kubelet'] ?? '');
  const controllers: readonly Controller[] = [
    new TokenCleaner(contextOf('token-cleaner')),
    new GarbageCollector(contextOf('garbage-collector')),
    new BootstrapSigner(contextOf('bootstrap-signer')),
    new CertificateSigner(contextOf('certificate-signer'), certFile, keyFile),
    new NodeLifecycle(contextOf('node-lifecycle'), ca?.keyId ?? '', graceUs),
    new DaemonSets(contextOf('daemon-sets')),
  ];
  for (const kind of KINDS) {
    for (const object of service.cached(kind)) {
      for (const controller of controllers) controller.observe({ object, previous: undefined });
    }
  }
  leadership.onEnd(
    service.watch((change) => {
      for (const controller of controllers) controller.observe(change);
    }),
  );
}
