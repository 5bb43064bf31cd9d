import { describe, expect, it } from 'vitest';
import { MACHINE_FILES } from '../../../src/commands/lower/observe-capacity.js';
import { readListeners, readMachine } from '../../../src/observation/read/machine-facts.js';

/** As `head` of coreutils 9.1 on Debian 12 shows the files of a real kernel, shortened. */
const SHOWN = `==> /proc/self/status <==
Name:\thead
Umask:\t0022
Cpus_allowed:\t3
Cpus_allowed_list:\t0-1
voluntary_ctxt_switches:\t0

==> /proc/meminfo <==
MemTotal:       24684084 kB
MemFree:        23443136 kB

==> /proc/swaps <==
Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority

==> /proc/filesystems <==
nodev\tsysfs
\text4
nodev\toverlay

==> /proc/sys/net/bridge/bridge-nf-call-iptables <==
1

==> /proc/sys/net/ipv4/ip_forward <==
0
`;

const read = (text: string) => readMachine(text, MACHINE_FILES);

describe('the files of a machine', () => {
  it('tell CPUs, memory as kubeadm counts it, swap, and the switches of the kernel', () => {
    expect(read(SHOWN)).toEqual({
      cpus: 2,
      memoryMb: 24_105,
      swaps: [],
      overlay: true,
      bridgeNfCallIptables: 'on',
      ipForward: 'off',
    });
  });

  it('tell every swap area', () => {
    const areas =
      '/dev/sda2                               partition\t998396\t\t0\t\t-2\n/swapfile file\t1\t0\t-3\n';
    expect(read(`==> /proc/swaps <==\nFilename\tType\n${areas}`)?.swaps).toEqual(['/dev/sda2', '/swapfile']);
  });

  it('tell what is not there, and do not invent it', () => {
    expect(read('==> /proc/filesystems <==\nnodev\tproc\n\tfuse.overlayfs-like\n')).toEqual({
      overlay: false,
      bridgeNfCallIptables: 'absent',
      ipForward: 'absent',
    });
    expect(read('')).toBeUndefined();
    expect(read('head: illegal option')).toBeUndefined();
  });

  it.each([
    ['0', 1],
    ['0-3', 4],
    ['0-3,8', 5],
    ['0-1,4-7,12', 7],
  ])('count the CPUs of %s', (list, cpus) => {
    expect(read(`==> /proc/self/status <==\nCpus_allowed_list:\t${list}\n`)?.cpus).toBe(cpus);
  });

  it('count no CPUs of a list that is none', () => {
    expect(read('==> /proc/self/status <==\nCpus_allowed_list:\tmany\n')?.cpus).toBeUndefined();
  });
});

describe('listening sockets', () => {
  it('are read as ss of iproute2 6.1 prints them', () => {
    const printed = `LISTEN 0      128      0.0.0.0:2024  0.0.0.0:*
LISTEN 0      5      127.0.0.1:18999 0.0.0.0:* users:(("python3",pid=20170,fd=3))
LISTEN 0      511         [::]:80       [::]:* users:(("nginx",pid=9,fd=7),("nginx",pid=8,fd=7))
LISTEN 0      4096           *:10250       *:* users:(("tmux: server",pid=7,fd=3))
LISTEN 0      4096   127.0.0.53%lo:53 0.0.0.0:*
`;
    expect(readListeners(printed)).toEqual([
      { address: '0.0.0.0', port: 2024 },
      { address: '127.0.0.1', port: 18_999, process: 'python3' },
      { address: '::', port: 80, process: 'nginx' },
      { address: '*', port: 10_250, process: 'tmux: server' },
      { address: '127.0.0.53', port: 53 },
    ]);
  });

  it('are none when nobody listens', () => {
    expect(readListeners('')).toEqual([]);
  });
});
