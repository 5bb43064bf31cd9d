/** A duration as Go prints it, for example `24h0m0s`: what kubeadm's flags and configuration take. Rounded up to whole seconds, at least one: 0 would mean "never expires". */
export function goDuration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
}
