import type { Task } from '../../engine/task.js';
import type { KubeClient, KubeClientOptions } from '../../kubernetes/client.js';
import { readKubeconfig } from '../../kubernetes/kubeconfig-access.js';
import type { ClusterConfiguration, JoinConfiguration } from '../config/kubeadm-config.js';
import { parseKubeconfig } from '../../pki/kubeconfig.js';
import { clientFromFile } from '../cluster/kube-access.js';
import { fetchClusterConfiguration } from '../cluster/stored-configuration.js';
import { discoverByToken } from '../discovery/token-discovery.js';
import type { Attempt } from '../failure.js';
import { failed, success } from '../failure.js';
import type { KubeadmRun } from '../run.js';
import type { NodeSetup } from './node-setup.js';
import { ADMIN_CONF } from './node-setup.js';

/** How a joining host reaches the cluster before it has credentials of its own. */
export interface TlsBootstrap {
  readonly server: string;
  readonly caPem: string;
  readonly options: KubeClientOptions;
}

/** What the phases of `kubeadm join` share; each part is found out when it is first needed. */
export class JoinContext {
  readonly run: KubeadmRun;
  readonly config: JoinConfiguration;
  #bootstrap: TlsBootstrap | undefined;
  #setup: NodeSetup | undefined;

  constructor(run: KubeadmRun, config: JoinConfiguration) {
    this.run = run;
    this.config = config;
  }

  /** With `--control-plane` an admin.conf that is there replaces discovery: neither token nor CA hash is looked at. */
  *bootstrap(): Task<Attempt<TlsBootstrap>> {
    if (this.#bootstrap !== undefined) return success(this.#bootstrap);
    const found = yield* this.#discover();
    if (found.ok) this.#bootstrap = found.value;
    return found;
  }

  *#discover(): Task<Attempt<TlsBootstrap>> {
    const { run, config } = this;
    const admin = config.controlPlane === undefined ? undefined : readKubeconfig(run.host, ADMIN_CONF);
    const adminFile = parseKubeconfig(run.host.disk.text(ADMIN_CONF) ?? '');
    if (admin !== undefined && adminFile !== undefined) {
      return success({ server: adminFile.server, caPem: adminFile.caPem, options: admin });
    }
    const { discovery } = config;
    if (discovery === undefined) {
      return failed(
        `File ${ADMIN_CONF} does not exists. Please use 'kubeadm join phase control-plane-prepare' subcommands to generate it.`,
      );
    }
    const info = yield* discoverByToken(run, discovery, config.timeouts.discoveryUs);
    if (!info.ok) return info;
    const { server, caPem } = info.value;
    return success({
      server,
      caPem,
      options: { server, caPem, credential: { kind: 'token', token: discovery.token } },
    });
  }

  *bootstrapClient(): Task<Attempt<KubeClient>> {
    const found = yield* this.bootstrap();
    return found.ok ? success(this.run.clients.kube(this.run.host, found.value.options)) : found;
  }

  /** The cluster's configuration together with this host's own part. */
  *setup(): Task<Attempt<NodeSetup>> {
    if (this.#setup !== undefined) return success(this.#setup);
    const kube = yield* this.bootstrapClient();
    if (!kube.ok) return kube;
    const cluster = yield* fetchClusterConfiguration(this.run, kube.value);
    if (!cluster.ok) return failed(`unable to fetch the kubeadm-config ConfigMap: ${cluster.failure.cause}`);
    this.#setup = this.#nodeSetup(cluster.value);
    return success(this.#setup);
  }

  #nodeSetup(cluster: ClusterConfiguration): NodeSetup {
    const { run, config } = this;
    const local = config.controlPlane ?? {
      advertiseAddress: run.host.addresses[0] ?? '127.0.0.1',
      bindPort: 6443,
    };
    return { run, cluster, node: config.node, local };
  }

  /** The administrator's client, which a control-plane host has once control-plane-prepare is through. */
  admin(): Attempt<KubeClient> {
    return clientFromFile(this.run, ADMIN_CONF);
  }
}
