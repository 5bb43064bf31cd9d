import { seconds } from '../../engine/scheduler.js';
import type { Certificate } from '../../pki/certificate.js';
import { decodeCertificate, encodeCertificate } from '../../pki/certificate.js';
import { parseKubeconfig, renderKubeconfig } from '../../pki/kubeconfig.js';
import type { FaultArgument, FaultDefinition } from '../fault.js';
import { CERTIFICATE_FILES } from '../simulated-names.js';
import { spoilFile } from './spoil-file.js';

const HOUR_US = seconds(3_600);

const MASTER: FaultArgument = { name: 'host', type: 'host', roles: ['control-plane'] };
const CERTIFICATE: FaultArgument = {
  name: 'file',
  type: 'name',
  names: CERTIFICATE_FILES,
  samples: [
    'pki/apiserver.crt',
    'admin.conf',
    'controller-manager.conf',
    'pki/apiserver-etcd-client.crt',
    'pki/etcd/server.crt',
    'pki/etcd/peer.crt',
    'pki/etcd/healthcheck-client.crt',
  ],
};

const expireCertificate: FaultDefinition = {
  kind: 'expire-certificate',
  title: 'a certificate of a master, by its file below /etc/kubernetes, has expired an hour ago',
  scope: 'credentials',
  timing: 'lasting',
  aftermath: 'heals',
  args: [MASTER, CERTIFICATE],
  apply: (simulation, { host = '', file = '' }) =>
    spoilFile(simulation, host, file, (text, nowUs) =>
      reissue(text, (one) => ({ ...one, notAfterUs: nowUs - HOUR_US })),
    ),
};

const prematureCertificate: FaultDefinition = {
  kind: 'premature-certificate',
  title: 'a certificate of a master, by its file below /etc/kubernetes, is not valid before an hour from now',
  scope: 'credentials',
  timing: 'lasting',
  aftermath: 'heals',
  args: [MASTER, CERTIFICATE],
  apply: (simulation, { host = '', file = '' }) =>
    spoilFile(simulation, host, file, (text, nowUs) =>
      reissue(text, (one) => ({ ...one, notBeforeUs: nowUs + HOUR_US })),
    ),
};

const removeAdminConf: FaultDefinition = {
  kind: 'remove-admin-conf',
  title: 'somebody removes admin.conf of a master',
  scope: 'credentials',
  timing: 'lasting',
  aftermath: 'heals',
  args: [MASTER],
  apply: (simulation, { host = '' }) => spoilFile(simulation, host, 'admin.conf', () => undefined),
};

/** The same certificate with other dates: in a PEM file, or in a kubeconfig. */
function reissue(text: string, change: (certificate: Certificate) => Certificate): string {
  const config = parseKubeconfig(text);
  const pem = config?.clientCertificatePem;
  if (config !== undefined && pem !== undefined)
    return renderKubeconfig({ ...config, clientCertificatePem: reissue(pem, change) });
  const certificate = decodeCertificate(text);
  return certificate === undefined ? text : encodeCertificate(change(certificate));
}

export const FILE_FAULTS: readonly FaultDefinition[] = [
  expireCertificate,
  prematureCertificate,
  removeAdminConf,
];
