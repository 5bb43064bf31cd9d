import { JOURNALS, said } from '../clues.js';
import type { KnownCause } from '../known-cause.js';

const PLACES = ['failure', ...JOURNALS] as const;
/** A pull that was tried again later with success is over. */
const RECENT = {
  within: 40,
  unlessLater: /Successfully pulled image|PullImage "[^"]*" returns image reference/,
} as const;

/** Why an image cannot be had. The refusals of a registry name themselves; the last one is what remains. */
export const IMAGE_CAUSES: readonly KnownCause[] = [
  {
    id: 'image-not-found',
    title: 'a registry does not have an image',
    kind: 'cause',
    clues: [
      said(
        PLACES,
        /(pull|PullImage|resolve).*(: not found|manifest unknown|manifest for \S+ not found)/i,
        RECENT,
      ),
    ],
    leadsTo: ['preflight', 'kubelet-not-healthy', 'api-unreachable', 'etcd-unhealthy'],
    why: 'The release or the repository is misspelt, or a private mirror does not have this tag. k8s.gcr.io has no release from 2023 on.',
    next: [
      'kubeadm config images list --kubernetes-version …, and compare with the registry',
      'correct kubernetesVersion or imageRepository, and run again',
    ],
    source:
      'containerd 1.6: "failed to resolve reference …: not found"; kubeadm 1.20 preflight "[ERROR ImagePull]: failed to pull image"',
  },
  {
    id: 'image-access-denied',
    title: 'a registry refuses to give an image',
    kind: 'cause',
    clues: [
      said(
        PLACES,
        /(pull|PullImage|resolve).*(401 Unauthorized|403 Forbidden|pull access denied|authorization failed|insufficient_scope|no basic auth credentials)/i,
        RECENT,
      ),
    ],
    leadsTo: ['preflight', 'kubelet-not-healthy', 'api-unreachable', 'etcd-unhealthy'],
    why: 'It wants a login that the container runtime does not have, or its rate limit is reached.',
    next: [
      'give containerd the credentials in its registry configuration',
      'or load the images by hand: ctr -n k8s.io images import',
      'run again',
    ],
    source: 'containerd 1.6: "pull access denied, repository does not exist or may require authorization"',
  },
  {
    id: 'image-registry-unreachable',
    title: 'a host cannot reach the image registry',
    kind: 'cause',
    clues: [
      said(
        PLACES,
        /(pull|PullImage|resolve|failed to do request).*(i\/o timeout|no such host|connection refused|no route to host|network is unreachable|TLS handshake timeout|connection reset by peer|certificate signed by unknown authority)/i,
        RECENT,
      ),
    ],
    leadsTo: ['preflight', 'kubelet-not-healthy', 'api-unreachable', 'etcd-unhealthy'],
    why: 'Control plane and etcd are images: without them the kubelet starts nothing and kubeadm waits in vain.',
    next: [
      'open the way to the registry, name a mirror in imageRepository, or set a proxy for containerd',
      'kubeadm config images pull on the host shows whether it works',
      'run again',
    ],
    source:
      'containerd 1.6: "failed to do request: Head …: dial tcp …: i/o timeout"; kubeadm 1.20 preflight "[ERROR ImagePull]: failed to pull image"',
  },
  {
    id: 'images-pulled-slowly',
    title: 'images come so slowly that the time of kubeadm is over first',
    kind: 'cause',
    clues: [said(['failure'], /^\[preflight\] .*'kubeadm config images pull'$/, { within: 1 })],
    leadsTo: ['pulling-images'],
    why: 'kubeadm pulls seven images in its preflight, and the time-out of the step covers that. What has come is kept.',
    next: [
      'kubeadm config images pull on the host shows how fast they come',
      'pull them beforehand, name a mirror nearby in imageRepository, or raise spec.budgets.initTimeout and joinTimeout',
      'run again',
    ],
    source:
      'kubeadm 1.20 and newer: "[preflight] Pulling images required for setting up a Kubernetes cluster"',
  },
  {
    id: 'image-not-pulled',
    title: 'an image cannot be pulled',
    kind: 'consequence',
    clues: [
      said(['failure'], /\[ERROR ImagePull\]: |failed to pull image/i),
      said(JOURNALS, /ErrImagePull|ImagePullBackOff|Failed to pull image/, RECENT),
    ],
    leadsTo: ['preflight', 'kubelet-not-healthy'],
    why: 'The container that needs it waits, and whoever waits for the container.',
    next: ['crictl pull with its name on the host says why'],
    source: 'kubelet 1.20 and newer: ErrImagePull, ImagePullBackOff; kubeadm preflight "[ERROR ImagePull]"',
  },
];
