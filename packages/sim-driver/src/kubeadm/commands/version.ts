import type { FlagSet } from '../config/flags.js';
import { parseFlags } from '../config/flags.js';
import type { Failure } from '../failure.js';
import { formatRelease } from '../release.js';
import type { KubeadmRun } from '../run.js';

const FLAGS: FlagSet = { kinds: { output: 'value', v: 'value' }, shorthands: { o: 'output' } };
/** The simulated binary was built from nothing; fields that name a build say so. */
const BUILD = {
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.19',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** `kubeadm version`. */
export function version(run: KubeadmRun, argv: readonly string[]): Failure | undefined {
  const flags = parseFlags(argv, FLAGS);
  if (!flags.ok) return flags.failure;
  const gitVersion = formatRelease(run.profile.release);
  const info = { major: '1', minor: String(run.profile.release.minor), gitVersion, ...BUILD };
  const output = flags.value.value('output') ?? '';
  switch (output) {
    case '': {
      const fields = Object.entries(info).map(
        ([key, value]) => `${key.charAt(0).toUpperCase()}${key.slice(1)}:"${value}"`,
      );
      run.out(`kubeadm version: &version.Info{${fields.join(', ')}}`);
      return undefined;
    }
    case 'short':
      run.out(gitVersion);
      return undefined;
    case 'json':
      run.out(JSON.stringify({ clientVersion: info }, undefined, 2));
      return undefined;
    case 'yaml':
      run.out(
        'clientVersion:',
        ...Object.entries(info)
          .sort()
          .map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
      );
      return undefined;
    default:
      return { cause: `invalid output format: ${output}` };
  }
}
