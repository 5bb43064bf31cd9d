import type { Program } from '../host/process.js';
import { SystemJournal } from '../host/system-journal.js';
import { formatRfc3339 } from '../kubernetes/rfc3339.js';

/** `journalctl --no-pager --output=short-iso --lines=NUMBER --unit=UNIT` (systemd 252); `--dmesg` for the kernel's. */
export const journalctl: Program = function* (process) {
  const option = (name: string): string | undefined =>
    process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  const unit = process.argv.includes('--dmesg') ? 'kernel' : (option('unit') ?? '');
  const lines = SystemJournal.of(process.host)
    .of(unit)
    .slice(-Number(option('lines') ?? '1000'));
  if (lines.length === 0) process.out('-- No entries --');
  for (const { atUs, writer, text } of lines) {
    const time = formatRfc3339(atUs).replace('Z', '+0000');
    process.out(`${time} ${process.host.hostname} ${writer}: ${text}`);
  }
  return 0;
};
