import { KUBELET_CLIENT_CERTIFICATE, KUBELET_CONF } from '../../commands/lower/observed-paths.js';
import { fact, JOURNALS, said } from '../clues.js';
import {
  cgroupDrivers,
  crashingContainers,
  kubeletWithout,
  nodesWithoutNetwork,
  stoppedKubelets,
} from '../facts/node-state.js';
import type { KnownCause } from '../known-cause.js';

const CONFIG = '/var/lib/kubelet/config.yaml';

/** The kubelet and the container runtime below it. */
export const KUBELET_CAUSES: readonly KnownCause[] = [
  {
    id: 'containerd-cri-disabled',
    title: 'containerd runs without its CRI plugin',
    kind: 'cause',
    clues: [
      said(
        ['failure', 'containers', 'kubelet-journal'],
        /unknown service runtime\.v1(alpha2)?\.(RuntimeService|ImageService)/,
        { within: 30, fatal: true },
      ),
      said(['settings'], /config\.toml:\s*disabled_plugins\s*=\s*\[[^\]]*"cri"/),
    ],
    leadsTo: ['preflight', 'kubelet-not-healthy'],
    why: 'The containerd.io package of Docker comes with disabled_plugins = ["cri"]: the kubelet then has no runtime.',
    next: [
      'containerd config default > /etc/containerd/config.toml, SystemdCgroup = true, systemctl restart containerd',
      'run again',
    ],
    source:
      'containerd 1.6: "unknown service runtime.v1alpha2.RuntimeService"; kubeadm preflight "[ERROR CRI]: container runtime is not running"',
  },
  {
    id: 'container-runtime-down',
    title: 'the container runtime does not run',
    kind: 'cause',
    clues: [
      said(
        ['failure'],
        /\[ERROR CRI\]: (container runtime is not running|could not connect to the container runtime)/,
      ),
      said(
        ['failure', 'containers', 'kubelet-journal'],
        /dial unix \S*(containerd|crio|cri-dockerd)\.sock"?: connect: (no such file or directory|connection refused)/,
        { within: 20, fatal: true },
      ),
    ],
    leadsTo: ['preflight', 'kubelet-not-healthy', 'api-unreachable'],
    why: 'Nobody listens on its socket; the kubelet starts no container without it.',
    next: [
      'systemctl enable --now containerd, then journalctl -u containerd',
      'check criSocket in the specification',
      'run again',
    ],
    source:
      'kubeadm 1.20 preflight "[ERROR CRI]: container runtime is not running: output: …"; 1.31 and newer "could not connect to the container runtime"',
  },
  {
    id: 'several-container-runtimes',
    title: 'a host has several container runtimes',
    kind: 'cause',
    clues: [said(['failure'], /[Ff]ound multiple CRI (sockets|endpoints)/)],
    leadsTo: ['config-invalid', 'preflight'],
    why: 'kubeadm does not choose between them.',
    next: ['name one in spec.criSocket, for example unix:///run/containerd/containerd.sock', 'run again'],
    source:
      'kubeadm 1.20 "Found multiple CRI sockets, please use --cri-socket to select one"; newer "found multiple CRI endpoints on the host"',
  },
  {
    id: 'cgroup-driver-mismatch',
    title: 'kubelet and container runtime use different cgroup drivers',
    kind: 'cause',
    clues: [
      said(
        JOURNALS,
        /kubelet cgroup driver: \\?"\w+\\?" is different from \w+ cgroup driver|expected cgroupsPath to be of format \\?"slice:prefix:name\\?" for systemd cgroups/,
        { within: 40 },
      ),
      fact(cgroupDrivers),
    ],
    leadsTo: ['kubelet-not-healthy', 'api-unreachable', 'etcd-unhealthy'],
    why: 'With Docker the kubelet ends; with containerd no container starts, or pods are killed and started again without end. kubeadm sets systemd from 1.22 on.',
    next: [
      'SystemdCgroup = true in /etc/containerd/config.toml, systemctl restart containerd, systemctl restart kubelet',
      'run again',
    ],
    source:
      'kubelet 1.20: "misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs""; runc: "expected cgroupsPath to be of format"',
  },
  {
    id: 'kubelet-config-missing',
    title: 'the kubelet ends because its configuration is gone',
    kind: 'cause',
    clues: [fact(kubeletWithout([CONFIG], /failed to (load|read) [Kk]ubelet config file/, KUBELET_CONF))],
    leadsTo: ['kubelet-not-healthy', 'api-unreachable', 'etcd-unhealthy'],
    why: 'The host has joined, yet /var/lib/kubelet/config.yaml is not there. Before a join the same message is as it should be.',
    next: [
      'kubeadm upgrade node phase kubelet-config writes it again',
      'or remove the node, reset the host, and run again',
    ],
    source: 'kubelet 1.20 and newer: "failed to load Kubelet config file /var/lib/kubelet/config.yaml"',
  },
  {
    id: 'kubelet-cannot-authenticate',
    title: 'the kubelet has no credentials for the cluster',
    kind: 'cause',
    clues: [
      fact(
        kubeletWithout(
          [KUBELET_CONF, KUBELET_CLIENT_CERTIFICATE],
          /unable to load bootstrap kubeconfig: stat \S+bootstrap-kubelet\.conf: no such file/,
          CONFIG,
        ),
      ),
      said(['kubelet-journal'], /part of the existing bootstrap client certificate in \S+ is expired/, {
        within: 20,
        fatal: true,
      }),
    ],
    leadsTo: ['kubelet-not-healthy', 'tls-bootstrap-timeout'],
    why: 'Its client certificate is gone or has expired, or never came: a join whose certificate nobody signed leaves kubelet.conf. The bootstrap file of a join is not kept.',
    next: [
      'kubeadm kubeconfig user --org system:nodes --client-name system:node:NAME on a master; copy it as kubelet.conf, restart the kubelet',
      'or remove the node, reset the host, and run again',
    ],
    source:
      'kubelet 1.20: "unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
  },
  {
    id: 'kubelet-unknown-flag',
    title: 'the kubelet does not know a flag that it is given',
    kind: 'cause',
    clues: [
      said(
        ['kubelet-journal'],
        /(failed to parse kubelet flag|unknown flag): ?(unknown flag: )?--|unknown flag: --/,
        { within: 20, fatal: true },
      ),
    ],
    leadsTo: ['kubelet-not-healthy'],
    why: 'Its unit or kubeadm-flags.env is from another release: --network-plugin went with 1.24, --container-runtime with 1.27.',
    next: [
      'take the flag out of /var/lib/kubelet/kubeadm-flags.env or /etc/default/kubelet',
      'install kubeadm and kubelet of the same release',
      'systemctl restart kubelet, and run again',
    ],
    source: 'kubelet 1.24 and newer: "failed to parse kubelet flag: unknown flag: --network-plugin"',
  },
  {
    id: 'versions-do-not-fit',
    title: 'kubelet, kubeadm and cluster are of releases that do not fit',
    kind: 'cause',
    clues: [
      said(
        ['failure'],
        /\[ERROR KubeletVersion\]: |this version of kubeadm only supports deploying clusters with the control plane version|your configuration file uses an old API spec/,
      ),
    ],
    leadsTo: ['preflight', 'config-invalid'],
    why: 'A kubelet is never newer than the control plane, and kubeadm is of its minor release or one newer.',
    next: ['install kubeadm, kubelet and kubectl of spec.kubernetesVersion and hold them', 'run again'],
    source:
      'kubeadm 1.20: "this version of kubeadm only supports deploying clusters with the control plane version >= 1.19.0"; preflight KubeletVersion',
  },
  {
    id: 'disk-pressure',
    title: 'the kubelet evicts pods for want of disk space',
    kind: 'cause',
    clues: [
      said(
        ['kubelet-journal'],
        /eviction manager: (attempting to reclaim|must evict pod|unable to evict any pods)|The node (had condition: \[DiskPressure\]|was low on resource: ephemeral-storage)/,
        { within: 40 },
      ),
    ],
    leadsTo: ['kubelet-not-healthy', 'api-unreachable', 'etcd-unhealthy'],
    why: 'Below 10 % of the disk or 15 % of the image file system it removes images and pods, also the ones that are waited for.',
    next: ['make room: crictl rmi --prune, journalctl --vacuum-size=200M', 'run again'],
    source:
      'kubelet 1.20 and newer: "eviction manager: attempting to reclaim"; defaults nodefs.available<10%, imagefs.available<15%',
  },
  {
    id: 'cni-not-initialised',
    title: 'no pod network is installed',
    kind: 'cause',
    clues: [fact(nodesWithoutNetwork)],
    leadsTo: ['other'],
    why: 'A node is NotReady until a CNI plugin has written its configuration to /etc/cni/net.d.',
    next: ['name a manifest in spec.cni, or apply one: kubectl apply -f', 'nothing has to be reset'],
    source: 'kubelet 1.20: "cni config uninitialized"; containerd 1.6: "cni plugin not initialized"',
  },
  {
    id: 'program-cannot-run',
    title: 'a program was built for another kind of machine',
    kind: 'cause',
    clues: [
      said(['failure', 'etcd-log', 'apiserver-log', ...JOURNALS], /exec format error/, {
        within: 30,
        fatal: true,
      }),
    ],
    leadsTo: ['kubelet-not-healthy', 'api-unreachable', 'etcd-unhealthy', 'etcd-timeout', 'other'],
    why: 'An image for arm64 on amd64 or the other way round, or a file that was not written to its end.',
    next: [
      'crictl rmi the image, and pull it anew',
      'check the architecture of a private mirror',
      'run again',
    ],
    source: 'Linux ENOEXEC "exec format error"',
  },
  {
    id: 'kubelet-stopped',
    title: 'the kubelet of a host that has joined does not run',
    kind: 'cause',
    clues: [fact(stoppedKubelets)],
    leadsTo: ['kubelet-not-healthy', 'api-unreachable', 'etcd-unhealthy'],
    why: 'Nobody starts its containers again, and its node becomes NotReady after 40 seconds.',
    next: [
      'systemctl enable --now kubelet',
      'journalctl -u kubelet says why it ended (kubelet-journal, among the evidence)',
    ],
    source: 'systemd "Active: inactive (dead)", "Active: failed"; kubelet lease 40 s',
  },
  {
    id: 'container-crash-loop',
    title: 'a container ends again and again',
    kind: 'consequence',
    clues: [fact(crashingContainers), said(['kubelet-journal'], /CrashLoopBackOff/, { within: 15 })],
    leadsTo: ['kubelet-not-healthy', 'api-unreachable', 'etcd-unhealthy'],
    why: 'The kubelet waits longer each time, up to five minutes, before it starts it again.',
    next: ['its own last words are in the log of the container, among the evidence'],
    source: 'kubelet: CrashLoopBackOff, 10 s doubling to 300 s',
  },
];
