import { millis } from '../../engine/scheduler.js';
import { apart, sleep } from '../../engine/task.js';
import type { Program } from '../../host/process.js';
import { serveHealth } from '../health-endpoint.js';
import { Lifetime } from '../lifetime.js';
import { formatRfc3339 } from '../rfc3339.js';
import {
  adoptEmbeddedCertificate,
  bootstrapClientCertificate,
  bootstrapCredentials,
  clientCertificate,
  writeKubeletConf,
} from './client-certificate.js';
import { BOOTSTRAP_CONF, KUBELET_CONF, KUBELET_CONFIG, SWAPS } from './kubelet-files.js';
import { NodeAgent } from './node-agent.js';
import { StaticPods } from './static-pods.js';

/** From its start to the end of one that has no usable credentials. */
const FAILING_START_US = millis(300);

/** Program `kubelet`, with the paths that the kubeadm packages give it. */
export const kubelet: Program = function* (process) {
  const { host, world } = process;
  if (process.argv.includes('--version')) {
    process.out(`Kubernetes ${host.software['kubelet'] ?? 'v1.20.2'}`);
    return 0;
  }
  if (!host.disk.exists(KUBELET_CONFIG)) {
    process.err(
      `failed to load Kubelet config file ${KUBELET_CONFIG}, error failed to read kubelet config file ` +
        `"${KUBELET_CONFIG}", error: open ${KUBELET_CONFIG}: no such file or directory`,
    );
    return 1;
  }
  const certificate = clientCertificate(host);
  const bootstrap = certificate.kind === 'valid' ? undefined : bootstrapCredentials(host);
  if (certificate.kind === 'expired') {
    process.err(
      `part of the existing bootstrap client certificate in ${KUBELET_CONF} is expired: ` +
        formatRfc3339(certificate.notAfterUs).replace('T', ' ').replace('Z', ' +0000 UTC'),
    );
    // Systemd tries in vain only until the clock is set back, which no file shows.
    if (bootstrap === undefined) yield* sleep(FAILING_START_US);
  }
  if (certificate.kind !== 'valid' && bootstrap === undefined) {
    process.err(
      'failed to run Kubelet: unable to load bootstrap kubeconfig: ' +
        `stat ${BOOTSTRAP_CONF}: no such file or directory`,
    );
    return 1;
  }
  const swap = host.disk.text(SWAPS)?.trim().split('\n') ?? [];
  if (swap.length > 1) {
    process.err(
      'failed to run Kubelet: running with swap on is not supported, please disable swap! ' +
        `or set --fail-swap-on flag to false. /proc/swaps contained: [${swap.join(' ')}]`,
    );
    return 1;
  }
  const startUs = millis(world.rng.stream(`kubelet/${host.name}/start`).integer(3_000, 9_000));
  const loadingUs = Math.floor(startUs / 4);
  yield* sleep(loadingUs);
  if (bootstrap !== undefined) writeKubeletConf(host, bootstrap);
  yield* sleep(startUs - loadingUs);
  serveHealth(process, '127.0.0.1', 10248);
  host.listen(process, '0.0.0.0', 10250, { protocol: 'kubelet-api' });
  world.record('kubelet.started', host.name);

  const lifetime = Lifetime.of(process);
  const pods = new StaticPods(host, lifetime);
  if (bootstrap === undefined) adoptEmbeddedCertificate(host);
  else yield* apart(bootstrapClientCertificate(host, bootstrap));
  const agent = new NodeAgent(host, lifetime, pods);
  process.onPause((paused) => {
    agent.suspended(paused);
  });
  return yield* apart(agent.run());
};
