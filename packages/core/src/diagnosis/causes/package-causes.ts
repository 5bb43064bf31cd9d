import { said } from '../clues.js';
import type { KnownCause } from '../known-cause.js';

/** apt and dpkg, while hosts are prepared. */
export const PACKAGE_CAUSES: readonly KnownCause[] = [
  {
    id: 'dpkg-interrupted',
    title: 'an installation of packages was broken off',
    kind: 'cause',
    clues: [said(['failure'], /dpkg was interrupted, you must manually run/)],
    leadsTo: ['dpkg-interrupted'],
    why: 'apt does nothing before what was begun is finished.',
    next: ['dpkg --configure -a on that host', 'run again'],
    source: 'dpkg 1.21: "dpkg was interrupted, you must manually run ‘dpkg --configure -a’"',
  },
  {
    id: 'package-lock-held',
    title: 'another program installs packages',
    kind: 'cause',
    clues: [
      said(
        ['failure'],
        /Could not get lock |Unable to acquire the dpkg frontend lock|lock was locked by another process/,
      ),
    ],
    leadsTo: ['package-lock-held'],
    why: 'Often unattended-upgrades, right after the boot.',
    next: ['wait until it has ended; never remove the lock file', 'run again'],
    source: 'apt 2.6: "Could not get lock /var/lib/dpkg/lock-frontend"',
  },
  {
    id: 'package-signature',
    title: 'a package repository is not trusted',
    kind: 'cause',
    clues: [
      said(
        ['failure'],
        /GPG error: |NO_PUBKEY|EXPKEYSIG|the public key is not available|packages cannot be authenticated/,
      ),
    ],
    leadsTo: ['package-signature'],
    why: 'Its key is missing or has expired; the old repositories at apt.kubernetes.io are gone.',
    next: ['check spec.preparation.repository and its key', 'run again'],
    source: 'apt 2.6: "GPG error", "NO_PUBKEY"',
  },
  {
    id: 'package-mirror-unreachable',
    title: 'a package mirror cannot be reached',
    kind: 'cause',
    clues: [
      said(
        ['failure'],
        /Failed to fetch |Temporary failure resolving|Could not (resolve|connect to) |Unable to fetch some archives|does not have a Release file/,
      ),
    ],
    leadsTo: ['package-mirror-unreachable'],
    why: 'The host has no way to it, or the mirror no longer carries the release.',
    next: [
      'curl -I the URL of the message on that host',
      'name another mirror in spec.preparation, and run again',
    ],
    source: 'apt 2.6: "Failed to fetch", "Temporary failure resolving"',
  },
  {
    id: 'package-not-found',
    title: 'a package or its version does not exist',
    kind: 'cause',
    clues: [
      said(
        ['failure'],
        /Unable to locate package |Version '[^']*' for '[^']*' was not found|has no installation candidate/,
      ),
    ],
    leadsTo: ['package-not-found'],
    why: 'pkgs.k8s.io has one repository for each minor release.',
    next: ['check spec.kubernetesVersion against the repository: apt-cache madison kubeadm', 'run again'],
    source: 'apt 2.6: "Version ‘…’ for ‘kubeadm’ was not found"',
  },
];
