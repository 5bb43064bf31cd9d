import type { Apart } from '../../src/engine/apart.js';
import type { Task, Wait } from '../../src/engine/task.js';
import type { Program } from '../../src/host/process.js';
import { kubeadmPrograms } from '../../src/kubeadm/programs.js';
import type { Lab } from './lab.js';

/** A prepared lab and the command that is going to be cut on one of its hosts. */
export interface Cuttable {
  readonly lab: Lab;
  readonly host: string;
  readonly line: string;
}

function kubeadm(): Program {
  const program = kubeadmPrograms['kubeadm'];
  if (program === undefined) throw new Error('no kubeadm');
  return program;
}

/** The same task, whose every wait is handed up: also those of tasks within it that are resumed by themselves. */
function* withEveryWait<T>(task: Task<T>): Generator<Wait, T, void> {
  const within: Apart<unknown>[] = [];
  for (;;) {
    const inner = within.at(-1);
    const next = inner === undefined ? task.next() : inner.advance();
    if (next.done === true) {
      if (within.pop() === undefined) return next.value as T;
      continue;
    }
    let wait: Wait | undefined = next.value;
    while (wait?.kind === 'apart') {
      within.push(wait);
      ({ wait } = wait);
    }
    if (wait === undefined) throw new Error('a task that has ended waits for something');
    yield wait;
  }
}

/** Runs the command to its end and looks at the host at every wait: what a kill there leaves behind. Returns their number. */
export function lookAtEveryWait(
  { lab, host, line }: Cuttable,
  look: (phase: string, wait: number) => void,
): number {
  let waits = 0;
  const process = lab.host(host).spawn(line.split(' '), function* watched(self) {
    const task = withEveryWait(kubeadm()(self));
    for (;;) {
      const next = task.next();
      if (next.done === true) return next.value;
      look(currentPhase(lab, host), waits);
      waits += 1;
      yield next.value;
    }
  });
  lab.finish(process);
  return waits;
}

/** Runs the command and drops it at its `number`th wait, as a SIGKILL does. */
export function killAtWait({ lab, host, line }: Cuttable, number: number): void {
  const process = lab.host(host).spawn(line.split(' '), function* cut(self) {
    const task = withEveryWait(kubeadm()(self));
    for (let waits = 0; ; waits += 1) {
      const next = task.next();
      if (next.done === true) return next.value;
      if (waits === number) return 137;
      yield next.value;
    }
  });
  lab.finish(process);
}

/** The phase that kubeadm has entered last on a host; `start` before the first. */
function currentPhase(lab: Lab, host: string): string {
  const phases = lab.world.trace.records.filter(
    (record) => record.event === 'kubeadm.phase' && record.host === host,
  );
  return String(phases.at(-1)?.detail?.['phase'] ?? 'start');
}

/** The last wait of every phase, by the name of the phase, in the order of the phases. */
export function lastWaits(prepare: () => Cuttable): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  lookAtEveryWait(prepare(), (phase, wait) => last.set(phase, wait));
  return last;
}
