/** What a host answered to a question that it may not be able to answer. Three values, and the reason with two of them. */
export type Asked<T> =
  | { readonly kind: 'told'; readonly value: T }
  /** Its program ended without an answer, for example because it is not installed: asking again changes nothing. */
  | { readonly kind: 'cannot-tell'; readonly why: string }
  /** The answer was lost, or the host was not reached: it is asked again. */
  | { readonly kind: 'not-heard'; readonly why: string };

/** What a machine brings along before anything of a cluster is on it. */
export interface HostCapacity {
  readonly listeners: Asked<readonly ListeningSocket[]>;
  /** Of hosts that are to run a kubelet only, like the two below. */
  readonly machine?: Asked<MachineFacts>;
  /** Of the programs without which kubeadm of the cluster's release refuses to start. */
  readonly missingPrograms?: Asked<readonly string[]>;
  /** Sockets of container runtimes that exist, of those that kubeadm would look for. */
  readonly runtimeSockets?: Asked<readonly string[]>;
}

/** From /proc of the host. A field is absent when the kernel did not show it. */
export interface MachineFacts {
  /** CPUs that a program may use (its affinity): what kubeadm counts. */
  readonly cpus?: number;
  /** MemTotal in MiB, rounded down as kubeadm does. */
  readonly memoryMb?: number;
  /** Active swap areas, by their path. */
  readonly swaps?: readonly string[];
  /** The file system that container runtimes stack images with. */
  readonly overlay?: boolean;
  /** `absent`: the module br_netfilter is not loaded. */
  readonly bridgeNfCallIptables: KernelSwitch;
  readonly ipForward: KernelSwitch;
}

export type KernelSwitch = 'on' | 'off' | 'absent';

export interface ListeningSocket {
  /** `0.0.0.0`, `::`, `*`, or one address of the host. */
  readonly address: string;
  readonly port: number;
  /** Name of a process that holds it; absent when it was not shown. */
  readonly process?: string;
}

/**
 * What opening a TCP connection from the observed host came to. `refused`: the way is open and nobody listens; a firewall that
 * answers with a reset instead of dropping looks the same.
 */
export type PathOutcome = 'open' | 'refused' | 'timed-out' | 'no-route' | 'unknown';

export interface PathObservation {
  readonly address: string;
  readonly port: number;
  readonly outcome: PathOutcome;
  readonly atMs: number;
}
