/** Network plugins whose manifests people apply by URL: the DaemonSet that matters of each. */
const PLUGINS: readonly { readonly mentions: RegExp; readonly namespace: string; readonly name: string }[] = [
  { mentions: /flannel/i, namespace: 'kube-flannel', name: 'kube-flannel-ds' },
  { mentions: /calico/i, namespace: 'kube-system', name: 'calico-node' },
  { mentions: /weave/i, namespace: 'kube-system', name: 'weave-net' },
  { mentions: /cilium/i, namespace: 'kube-system', name: 'cilium' },
];

/**
 * The simulated world has no internet. Of the manifests that network plugins publish it knows the part that makes nodes
 * ready, a DaemonSet; every other URL leads nowhere.
 */
export function publishedManifest(url: string): string | undefined {
  const plugin = PLUGINS.find(({ mentions }) => mentions.test(url));
  if (plugin === undefined) return undefined;
  const { name, namespace } = plugin;
  const labels = { 'k8s-app': name };
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: name }], hostNetwork: true } },
    },
  });
}
