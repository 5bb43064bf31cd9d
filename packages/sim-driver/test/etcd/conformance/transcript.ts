/** One line of a recording that does something, or a result that was seen. Times are seconds since its beginning. */
export type TranscriptStep =
  | {
      readonly kind: 'command';
      readonly at: number;
      /** The host on whose shell it ran, if the recording tells. */
      readonly host: string | undefined;
      readonly command: string;
      readonly stdout: readonly string[];
      readonly stderr: readonly string[];
      /** Undefined: it runs in the background, or the recorder has stopped it. */
      readonly exit: number | undefined;
      readonly tookSeconds: number;
    }
  | { readonly kind: 'signal'; readonly at: number; readonly signal: string; readonly member: string }
  | {
      readonly kind: 'network';
      readonly at: number;
      readonly member: string;
      readonly state: 'cut' | 'healed';
    }
  /** The recorder noted who leads. */
  | { readonly kind: 'leader'; readonly at: number; readonly member: string }
  | { readonly kind: 'exited'; readonly at: number; readonly member: string; readonly code: number };

export interface Transcript {
  readonly scenario: string;
  readonly version: string;
  readonly steps: readonly TranscriptStep[];
}

/** Reads a recording of etcd and etcdctl: `[t=…] $ command`, then `stdout:`, `stderr:` and `exit:`. */
export function parseTranscript(text: string): Transcript {
  const lines = text.split('\n');
  const steps: TranscriptStep[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const step =
      parseEvent(line) ?? parseLeader(line, steps.at(-1)?.at ?? 0) ?? parseCommand(line, lines, index + 1);
    if (step !== undefined) steps.push(step);
  }
  return {
    scenario: /# scenario: (\S+)/.exec(text)?.[1] ?? '',
    version: /# etcd (\d+\.\d+\.\d+)/.exec(text)?.[1] ?? '',
    steps,
  };
}

function parseEvent(line: string): TranscriptStep | undefined {
  const signal = /^\[t=([\d.]+)\] \(signal (\w+) to etcd (\w+)\)/.exec(line);
  if (signal !== null) {
    return { kind: 'signal', at: Number(signal[1]), signal: signal[2] ?? '', member: signal[3] ?? '' };
  }
  const network = /^\[t=([\d.]+)\] \(network of host (\w+) (cut|healed)/.exec(line);
  if (network !== null) {
    const state = network[3] === 'cut' ? 'cut' : 'healed';
    return { kind: 'network', at: Number(network[1]), member: network[2] ?? '', state };
  }
  const exited = /^\[t=([\d.]+)\] etcd (\w+) process exited with (\d+)/.exec(line);
  if (exited === null) return undefined;
  return { kind: 'exited', at: Number(exited[1]), member: exited[2] ?? '', code: Number(exited[3]) };
}

function parseLeader(line: string, at: number): TranscriptStep | undefined {
  const match = /^\(leader (?:is )?(cp\d)/.exec(line);
  return match === null ? undefined : { kind: 'leader', at, member: match[1] ?? '' };
}

function parseCommand(line: string, lines: readonly string[], next: number): TranscriptStep | undefined {
  const match = /^\[t=([\d.]+)\] (?:(\w+))?\$ (.*)$/.exec(line);
  if (match === null) return undefined;
  const stdout: string[] = [];
  const stderr: string[] = [];
  let stream: string[] | undefined;
  let exit: number | undefined;
  let tookSeconds = 0;
  for (let index = next; index < lines.length; index += 1) {
    const current = lines[index] ?? '';
    if (current === 'stdout:') stream = stdout;
    else if (current === 'stderr:') stream = stderr;
    else if (stream !== undefined && current.startsWith('  ')) stream.push(current.slice(2));
    else {
      const end = /^exit: (\d+) {2}took: ([\d.]+)s/.exec(current);
      if (end !== null) {
        exit = Number(end[1]);
        tookSeconds = Number(end[2]);
      }
      break;
    }
  }
  const host = match[2];
  return {
    kind: 'command',
    at: Number(match[1]),
    host,
    command: match[3] ?? '',
    stdout,
    stderr,
    exit,
    tookSeconds,
  };
}
