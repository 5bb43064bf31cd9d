import type { PreparationSpec } from '../spec/preparation-spec.js';

export const CONTAINERD_CONFIG = '/etc/containerd/config.toml';

/** Where the CNI plugins of the kubernetes-cni package are, and where containerd looks by itself. */
export const DEFAULT_CNI_BIN_DIR = '/opt/cni/bin';

/** Version 2 of the format: containerd 1.3 and newer read it, 2.x too. */
export function containerdConfig({ containerRuntime }: PreparationSpec): string {
  const { sandboxImage, cniBinDir } = containerRuntime;
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `# Written by quorate: changes are overwritten.
version = 2

[${cri}]
${sandboxImage === undefined ? '' : `  sandbox_image = "${sandboxImage}"\n`}
  [${cri}.cni]
    bin_dir = "${cniBinDir}"
    conf_dir = "/etc/cni/net.d"

  [${cri}.containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"

    [${cri}.containerd.runtimes.runc.options]
      SystemdCgroup = true

  [${cri}.registry]
    config_path = "/etc/containerd/certs.d"
`;
}

/** What of a configuration, whoever wrote it, is not as wanted; empty when all of it is. */
export function containerdConfigFlaws(
  { containerRuntime }: PreparationSpec,
  text: string,
): readonly string[] {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const valuesOf = (key: string): readonly string[] =>
    lines.flatMap((line) => new RegExp(`^\\s*${key}\\s*=\\s*(.*?)\\s*$`).exec(line)?.[1] ?? []);
  const { sandboxImage, cniBinDir } = containerRuntime;
  const binDirs = valuesOf('bin_dir');
  const images = [...valuesOf('sandbox_image'), ...valuesOf('sandbox')];
  return [
    ...(valuesOf('SystemdCgroup').includes('true') ? [] : ['SystemdCgroup is not true']),
    ...(valuesOf('disabled_plugins').some((value) => /["'](io\.containerd\.grpc\.v1\.)?cri["']/.test(value))
      ? ['the CRI plugin is disabled']
      : []),
    ...(binDirs.every((dir) => dir === `"${cniBinDir}"`) &&
    (binDirs.length > 0 || cniBinDir === DEFAULT_CNI_BIN_DIR)
      ? []
      : [`CNI plugins are not taken from ${cniBinDir}`]),
    ...(sandboxImage === undefined || images.includes(`"${sandboxImage}"`)
      ? []
      : [`the sandbox image is not ${sandboxImage}`]),
  ];
}
