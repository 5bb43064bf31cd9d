import { z } from 'zod';
import {
  absolutePath,
  containerImage,
  packageName,
  packageVersion,
  repositoryKey,
  repositoryUri,
  repositoryWord,
} from './leaf-schemas.js';
import { durationField } from './duration-field.js';

const repository = z.strictObject({
  uri: repositoryUri.meta({
    description:
      'Where the packages are: `http://`, `https://` or `file:/`. A mirror of your own works as well.',
  }),
  suite: repositoryWord.default('/').meta({
    description: 'Suite of a pooled repository; `/`, or a path that ends with `/`, for a flat one.',
  }),
  components: z
    .array(repositoryWord)
    .default([])
    .meta({ description: 'Components of a pooled repository, for example `main`.' }),
  trusted: z.boolean().default(false).meta({
    description: 'Install packages without checking their signature. For a mirror that nobody else reaches.',
  }),
  key: repositoryKey.optional().meta({
    description:
      'Public key that the repository is signed with: a URL, the absolute path of a file that is on the hosts already, or the armoured key itself. Default: the keys that apt trusts on the host.',
  }),
});

const containerRuntime = z.strictObject({
  package: packageName.optional().meta({
    description:
      'Package of containerd. Default: the containerd that is installed, else `containerd` of the distribution.',
  }),
  version: packageVersion.optional().meta({
    description: 'Its version, or a pattern as apt takes it: `1.6.20*`. Default: any.',
  }),
  sandboxImage: containerImage.optional().meta({
    description:
      'Image of the pause container, for example `registry.k8s.io/pause:3.9`. Default: that of containerd. Needed where its registry is not reachable.',
  }),
  cniBinDir: absolutePath.optional().meta({
    description: 'Where containerd finds CNI plugins. Default: `/opt/cni/bin`.',
  }),
});

/** `spec.preparation`. */
export const preparation = z.strictObject({
  hostsFile: z.boolean().default(true).meta({
    description: 'Name every host in /etc/hosts, in lines that are marked as ours.',
  }),
  containerRuntime: containerRuntime.prefault({}).meta({
    description:
      'containerd, configured for systemd cgroups. Left alone when `criSocket` names another runtime.',
  }),
  repository: z
    .union([z.literal('none'), repository])
    .optional()
    .meta({
      description:
        'Where apt finds the packages of Kubernetes. Default: pkgs.k8s.io for the minor of the release (1.24 and newer). `none`: the hosts reach them already.',
    }),
  kubernetesPackages: z
    .strictObject({
      version: packageVersion.optional().meta({
        description:
          'Version of kubelet, kubeadm and kubectl as apt takes it. Default: that of `kubernetesVersion` with any revision, `1.26.0-*`.',
      }),
    })
    .prefault({})
    .meta({ description: 'kubelet, kubeadm and kubectl, held at their version.' }),
  loadBalancerPackages: z.array(packageName).optional().meta({
    description:
      'Packages on the load-balancer host. Default: `nginx` and `libnginx-mod-stream`, or `haproxy`, as `loadBalancer.kind` says.',
  }),
  etcdClientPackage: packageName.default('etcd-client').meta({
    description: 'Package that brings `etcdctl` to masters that lack it.',
  }),
  installTimeout: durationField('15m', 'Longest time for one installation by apt, downloads included.'),
});
