import type { Host } from '../../host/host.js';
import { SystemJournal } from '../../host/system-journal.js';
import { klogTime } from '../../kubeadm/text/calendar.js';
import { runtimeEndpoint } from './kubelet-files.js';
import { complainOfRuntime } from './runtime-complaint.js';
import { runtimeAnswers } from './runtime-socket.js';

/** What the kubelet (1.24 and newer, with containerd) writes when an image cannot be pulled; without a runtime it asks for none. */
export function complainOfImage(host: Host, image: string): void {
  const endpoint = runtimeEndpoint(host);
  if (!runtimeAnswers(host, endpoint)) {
    complainOfRuntime(host, endpoint);
    return;
  }
  const registry = image.split('/', 1)[0] ?? image;
  const [name = '', tag = ''] = image.slice(registry.length + 1).split(':');
  const why = host.disk.condition.full
    ? 'write /var/lib/containerd/io.containerd.content.v1.content/ingest: no space left on device'
    : `failed to resolve reference \\"${image}\\": failed to do request: Head ` +
      `\\"https://${registry}/v2/${name}/manifests/${tag}\\": dial tcp: lookup ${registry}: i/o timeout`;
  const error = `rpc error: code = Unknown desc = failed to pull and unpack image \\"${image}\\": ${why}`;
  SystemJournal.of(host).add(
    'kubelet',
    'kubelet',
    `E${klogTime(host.clock())} remote_image.go:171] "PullImage from image service failed" err="${error}" image="${image}"`,
  );
}
