import { z } from 'zod';
import { durationField } from './duration-field.js';
import {
  addressOrName,
  cidr,
  clusterName,
  domainName,
  endpoint,
  hostName,
  hostRole,
  imageRepository,
  ipAddress,
  loadBalancerKind,
  manifestSource,
  port,
  preflightCheck,
  socketPath,
  supportedVersion,
  userName,
} from './leaf-schemas.js';
import { preparation } from './preparation-schema.js';

export const API_VERSION = 'quorate.dev/v1alpha1';
export const KIND = 'Cluster';

const networking = z.strictObject({
  podSubnet: cidr.prefault('10.244.0.0/16').meta({
    description:
      'Addresses of pods. Each node gets a /24 of it (IPv6: a /64). Must not overlap the service subnet or hold an address of a host.',
  }),
  serviceSubnet: cidr.prefault('10.96.0.0/12').meta({
    description: 'Virtual addresses of services; the first one is the apiserver, the tenth the cluster DNS.',
  }),
  dnsDomain: domainName.prefault('cluster.local').meta({ description: 'DNS domain of services.' }),
});

const etcd = z.strictObject({
  topology: z.literal('stacked').default('stacked').meta({
    description: '`stacked`: every control-plane host runs an etcd member beside its apiserver.',
  }),
});

const loadBalancer = z.strictObject({
  kind: loadBalancerKind.meta({
    description:
      '`nginx` or `haproxy`: configured on the host of role load-balancer. `external`: run by somebody else, only the path through it is proven.',
  }),
  host: hostName.optional().meta({
    description:
      'Name of the load-balancer host. Default: the only host of that role. Not allowed with `external`.',
  }),
});

const cni = z
  .union([
    z.literal('none'),
    z.strictObject({
      manifest: manifestSource.meta({
        description:
          'Path, relative to this file, or URL of the manifest that is applied once the first control plane serves.',
      }),
    }),
  ])
  .prefault('none')
  .meta({
    description:
      'The pod network. `none`: nodes stay NotReady until you install one, which is then expected and said so.',
  });

const host = z.strictObject({
  name: hostName.meta({
    description: 'Name of the host and of its Node: a DNS-1123 name of at most 63 characters.',
  }),
  role: hostRole.meta({
    description:
      '`control-plane` (a master: apiserver and etcd member), `worker`, `load-balancer`, or `jumpbox` (not part of the cluster).',
  }),
  address: addressOrName.meta({ description: 'Where SSH connects: an IP address or a DNS name.' }),
  port: port.default(22).meta({ description: 'Port of SSH.' }),
  user: userName.optional().meta({
    description: 'User for SSH. Default: what the SSH configuration of the caller says.',
  }),
  advertiseAddress: ipAddress.optional().meta({
    description:
      'The IP address that the cluster uses for this host (apiserver, etcd peer, kubelet). Default: `address`. Hosts with two network cards need it.',
  }),
});

const credentials = z.strictObject({
  tokenTtl: durationField(
    '2h',
    'Life of a bootstrap token. The default is the fixed life of the uploaded certificates: a token that outlives them serves no control-plane join. Minted just before use.',
  ),
  keep: z.boolean().default(false).meta({
    description: 'Leave token and uploaded certificates in place at the end, instead of revoking them.',
  }),
});

const certificates = z.strictObject({
  warnBelow: durationField('720h', 'Warn about every certificate that expires sooner than this.'),
});

const budgets = z.strictObject({
  joinAttempts: z.int().min(1).default(3).meta({ description: 'How often a join may be started per host.' }),
  joinTimeout: durationField(
    '10m',
    'Longest time for one `kubeadm join`. kubeadm itself may wait 5m for discovery and 5m for the TLS bootstrap.',
  ),
  initTimeout: durationField(
    '10m',
    'Longest time for `kubeadm init`. kubeadm waits 4m for its apiserver, after images are pulled.',
  ),
  settle: durationField(
    '5m',
    'How long to wait for what heals by itself: a member that starts, a node that gets ready.',
  ),
  blockedPatience: durationField(
    '10m',
    'How long a blocked run keeps looking for the reason to go away before it gives up.',
  ),
  maxClockSkew: durationField(
    '30s',
    'Largest difference between the clocks of two hosts. Token and certificate lifetimes are judged by several clocks.',
  ),
});

const spec = z.strictObject({
  kubernetesVersion: supportedVersion.meta({
    description:
      'Release to install, for example `v1.26.0`. kubeadm and kubelet of this release are on the hosts.',
  }),
  controlPlaneEndpoint: endpoint.optional().meta({
    description:
      '`host:port` that every kubeconfig points at, normally the load balancer; the port defaults to 6443. Required with several control-plane hosts or a load balancer; otherwise it defaults to the only control-plane host. Cannot be changed later without new certificates.',
  }),
  networking: networking.prefault({}).meta({ description: 'Networks inside the cluster.' }),
  etcd: etcd.prefault({}).meta({ description: 'The store behind the apiserver.' }),
  loadBalancer: loadBalancer.optional().meta({ description: 'What answers at the control-plane endpoint.' }),
  cni,
  hosts: z.array(host).meta({ description: 'All hosts, masters in the order in which they join.' }),
  criSocket: socketPath.optional().meta({
    description: 'Socket of the container runtime. Default: what kubeadm of this release detects.',
  }),
  imageRepository: imageRepository.optional().meta({
    description: 'Where control-plane images are pulled from. Default: that of the release.',
  }),
  ignorePreflightErrors: z.array(preflightCheck).default([]).meta({
    description:
      'Preflight checks of kubeadm that only warn, each by its name, here as well as there. `all` is refused.',
  }),
  credentials: credentials.prefault({}).meta({ description: 'What joining hosts prove themselves with.' }),
  preparation: preparation.optional().meta({
    description:
      'How to prepare hosts that run Debian, Ubuntu or a derivative: each item is looked at first, and changed only when it is not as wanted. `{}` takes every default. Without this key hosts are prepared by somebody else, and only checked.',
  }),
  certificates: certificates.prefault({}).meta({ description: 'Certificates of the cluster.' }),
  budgets: budgets.prefault({}).meta({ description: 'Attempts and times after which a run stops trying.' }),
  assumeNew: z.boolean().default(false).meta({
    description:
      'States that no host holds a cluster yet: an unreachable control-plane host then does not block init. Wrong, it makes two clusters.',
  }),
});

export const clusterDocument = z.strictObject({
  apiVersion: z.literal(API_VERSION).meta({ description: 'Version of this format.' }),
  kind: z.literal(KIND).meta({ description: 'The only kind of this format.' }),
  metadata: z
    .strictObject({
      name: clusterName.meta({ description: 'Name of the cluster: a DNS-1123 label.' }),
    })
    .meta({ description: 'What the document is called.' }),
  spec: spec.meta({ description: 'The cluster that is wanted.' }),
});

/** The document as it is written. */
export type ClusterDocumentInput = z.input<typeof clusterDocument>;

/** The document with its texts parsed and its defaults filled in. */
export type ClusterDocument = z.output<typeof clusterDocument>;

/** Defaults that checks need even where the rest of the document is wrong. */
export const leafSchemas = {
  ...networking.shape,
  ...credentials.shape,
  ...budgets.shape,
} as const;
