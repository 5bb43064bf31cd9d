import { describe, expect, it } from 'vitest';
import { lower } from '../../../src/commands/lower.js';
import { read } from '../../../src/commands/read.js';
import type { FailureClass } from '../../../src/commands/report.js';
import type { PreparationItem } from '../../../src/preparation/preparation-item.js';
import type { StepOutcome } from '../../../src/steps/step-outcome.js';
import { execute, exited, lost, succeeded } from '../outcomes.js';
import { sampleContext } from '../sample-cluster.js';

function reportOf(items: readonly PreparationItem[], answer: (line: string) => StepOutcome) {
  const context = sampleContext();
  const command = { kind: 'prepare-host', host: 'master1', items } as const;
  const plan = lower(command, context);
  const outcomes = execute(plan, ({ step }) => answer(step.kind === 'run' ? step.argv.join(' ') : step.kind));
  return read(command, plan, outcomes, context).report;
}

/** stderr of apt 2.6.1, dpkg 1.21.22 and curl 7.88.1 in the C locale. */
const TEXTS: readonly (readonly [FailureClass, string])[] = [
  [
    'package-lock-held',
    'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 10855 (unattended-upgr)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?\n',
  ],
  [
    'package-lock-held',
    'dpkg: error: dpkg frontend lock was locked by another process with pid 10855\nNote: removing the lock file is always wrong, can damage the locked area\nand the entire system. See <https://wiki.debian.org/Teams/Dpkg/FAQ#db-lock>.\n',
  ],
  [
    'dpkg-interrupted',
    "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. \n",
  ],
  ['package-not-found', 'E: Unable to locate package nosuchpkg\n'],
  ['package-not-found', "E: Version '99-*' for 'curl' was not found\n"],
  ['package-not-found', "E: Package 'kubeadm' has no installation candidate\n"],
  [
    'package-mirror-unreachable',
    "E: Failed to fetch http://nosuch.invalid/deb/InRelease  Could not resolve 'nosuch.invalid'\nE: Some index files failed to download. They have been ignored, or old ones used instead.\n",
  ],
  [
    'package-mirror-unreachable',
    'E: Failed to fetch http://127.0.0.1:9/deb/InRelease  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)\nE: Some index files failed to download. They have been ignored, or old ones used instead.\n',
  ],
  ['package-mirror-unreachable', 'curl: (6) Could not resolve host: pkgs.k8s.io\n'],
  [
    'package-signature',
    "W: GPG error: https://pkgs.k8s.io/core:/stable:/v1.26/deb  InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 234654DA9A296436\nE: The repository 'https://pkgs.k8s.io/core:/stable:/v1.26/deb  InRelease' is not signed.\n",
  ],
  ['packages-broken', 'E: Unable to correct problems, you have held broken packages.\n'],
  ['disk-full', "E: You don't have enough free space in /var/cache/apt/archives/.\n"],
  [
    'disk-full',
    'dpkg: error processing archive kubelet.deb (--unpack):\n cannot copy extracted data for ./usr/bin/kubelet: failed to write (No space left on device)\n',
  ],
];

describe('reading of prepare-host', () => {
  it.each(TEXTS)('sees %s', (failureClass, stderr) => {
    const report = reportOf(['kubernetes-packages'], (line) =>
      line.startsWith('apt-get') && line.includes(' install ') ? exited(100, { stderr }) : succeeded(),
    );
    expect(report.outcome).toBe('failed');
    expect(report.failure).toMatchObject({ class: failureClass, host: 'master1' });
    expect(report.failure?.seen).toContain(stderr.split('\n')[0]?.trim());
  });

  it('says which versions there are when the wanted one is not', () => {
    const madison =
      '   kubelet | 1.26.3-1.1 | https://pkgs.k8s.io/core:/stable:/v1.26/deb  Packages\n   kubeadm | 1.26.2-1.1 | https://pkgs.k8s.io/core:/stable:/v1.26/deb  Packages\n';
    const report = reportOf(['kubernetes-packages'], (line) => {
      if (line.startsWith('apt-cache')) return succeeded({ stdout: madison });
      if (!line.includes(' install ')) return succeeded();
      return exited(100, { stderr: "E: Version '1.26.0-*' for 'kubelet' was not found\n" });
    });
    expect(report.failure?.seen).toContain('offer 1.26.3-1.1, 1.26.2-1.1');
  });

  it('tells the items that are done from the one that failed and those after it', () => {
    const report = reportOf(['hosts-file', 'sysctls', 'container-runtime-config'], (line) =>
      line.startsWith('sysctl')
        ? exited(255, { stderr: 'sysctl: cannot stat /proc/sys/net/bridge: No such file or directory\n' })
        : succeeded(),
    );
    expect(report.facts).toEqual({ kind: 'prepared', host: 'master1', items: ['hosts-file'] });
  });

  it('does not mind a look at the archives that failed', () => {
    const report = reportOf(['kubernetes-packages'], (line) =>
      line.startsWith('apt-cache') ? exited(1) : succeeded(),
    );
    expect(report).toEqual({
      outcome: 'succeeded',
      facts: { kind: 'prepared', host: 'master1', items: ['kubernetes-packages'] },
    });
  });

  it('is unknown when the answer of apt is lost: it may go on', () => {
    const report = reportOf(['tools'], (line) => (line.includes(' install ') ? lost() : succeeded()));
    expect(report.outcome).toBe('unknown');
    expect(report.failure?.class).toBe('answer-lost');
  });
});
