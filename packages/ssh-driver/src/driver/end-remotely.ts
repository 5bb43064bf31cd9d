import type { Connection } from '../connection/connection.js';
import { END_GROUP } from '../remote/scripts.js';
import type { Sudo } from '../ssh-target.js';
import { OutputCapture } from './output-capture.js';
import type { RemoteProcess } from './remote-process.js';
import { startJob } from './start-job.js';

/** Longest time that the outcome of an interrupted step waits for word that its processes were asked to end. */
const PATIENCE_MS = 2_000;
/** The remote side kills what is left after 5 s: what is then still open is a channel that nobody needs. */
const LAST_WORDS_MS = 8_000;

/**
 * Ends the process group of a remote process: TERM, and KILL five seconds later, which the host does by itself. Resolves as
 * soon as the host has confirmed the first, the process has ended, or the patience is over: a host that does not answer keeps
 * nobody waiting.
 */
export async function endRemotely(connection: Connection, sudo: Sudo, process: RemoteProcess): Promise<void> {
  const lastWords = setTimeout(() => process.hangUp(), LAST_WORDS_MS);
  void process.ended.then(() => clearTimeout(lastWords));
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  await Promise.race([patience, process.ended, askToEnd(connection, sudo, process)]);
  clearTimeout(timer);
}

async function askToEnd(connection: Connection, sudo: Sudo, process: RemoteProcess): Promise<void> {
  const group = await process.introduced;
  if (group === undefined) return;
  const job = { script: END_GROUP, args: [group.group, group.started] };
  let confirm: () => void = () => undefined;
  const confirmed = new Promise<void>((resolve) => (confirm = resolve));
  const output = { stdout: new OutputCapture(confirm), stderr: new OutputCapture() };
  // Beyond the bound of the slots: sshd allows two sessions more, and this one must not wait for the others.
  const asking = await startJob(connection, sudo, job, output);
  if (asking.ok) await Promise.race([confirmed, asking.value.ended]);
}
