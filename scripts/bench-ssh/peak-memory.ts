import { readdirSync, readFileSync } from 'node:fs';

/**
 * The most memory that all processes together had while `work` ran: those with `mark` in their command line, without the
 * server. Proportional set size, in which shared pages count once; sampled five times a second. In MiB.
 */
export async function peakMemoryMib(mark: string, work: () => Promise<unknown>): Promise<number> {
  let peakKib = 0;
  const timer = setInterval(() => {
    peakKib = Math.max(peakKib, memoryKib(mark));
  }, 200);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return peakKib / 1024;
}

function memoryKib(mark: string): number {
  let sum = 0;
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) continue;
    const commandLine = read(`/proc/${pid}/cmdline`);
    if (!commandLine.includes(mark) || commandLine.startsWith('/usr/sbin/sshd')) continue;
    sum += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  }
  return sum;
}

/** A process may end between two looks at it. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
