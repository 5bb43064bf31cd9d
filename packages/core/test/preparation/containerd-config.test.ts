import { describe, expect, it } from 'vitest';
import { containerdConfig, containerdConfigFlaws } from '../../src/preparation/containerd-config.js';
import { SAMPLE_PREPARATION } from '../commands/sample-cluster.js';

const withImage = {
  ...SAMPLE_PREPARATION,
  containerRuntime: { cniBinDir: '/usr/lib/cni', sandboxImage: 'mirror.lan/pause:3.9' },
};

describe('the configuration of containerd', () => {
  it.each([SAMPLE_PREPARATION, withImage])('is as wanted when it is ours', (preparation) => {
    expect(containerdConfigFlaws(preparation, containerdConfig(preparation))).toEqual([]);
  });

  it('is as wanted in the format of containerd 2 as well', () => {
    const text = `version = 3
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = "mirror.lan/pause:3.9"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true
[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dir = "/usr/lib/cni"
`;
    expect(containerdConfigFlaws(withImage, text)).toEqual([]);
  });

  it('is not as wanted with cgroupfs, without CRI, with other plugins or another image', () => {
    const text =
      'disabled_plugins = ["cri"]\nSystemdCgroup = false\nbin_dir = "/opt/cni/bin"\n# SystemdCgroup = true\n';
    expect(containerdConfigFlaws(withImage, text)).toEqual([
      'SystemdCgroup is not true',
      'the CRI plugin is disabled',
      'CNI plugins are not taken from /usr/lib/cni',
      'the sandbox image is not mirror.lan/pause:3.9',
    ]);
  });
});
