import type { Host } from '../../host/host.js';
import { SystemJournal } from '../../host/system-journal.js';
import { klogTime } from '../../kubeadm/text/calendar.js';
import { dialError } from './runtime-socket.js';

/** What the kubelet (1.26) writes while nobody answers at the socket of its container runtime. */
export function complainOfRuntime(host: Host, endpoint: string): void {
  const journal = SystemJournal.of(host);
  const at = klogTime(host.clock());
  const error = dialError(endpoint).replaceAll('"', '\\"');
  journal.add(
    'kubelet',
    'kubelet',
    `E${at} remote_runtime.go:633] "Status from runtime service failed" err="${error}"`,
  );
  journal.add(
    'kubelet',
    'kubelet',
    `E${at} kubelet.go:2412] "Skipping pod synchronization" err="container runtime is down"`,
  );
}
