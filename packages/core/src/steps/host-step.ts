import type { Text } from '../foundation/secret.js';

/**
 * The whole vocabulary that a driver must understand. Commands are lowered to these, purely; the simulator and the
 * SSH driver run the very same values. Everything runs as root (the driver arranges sudo).
 */
export type HostStep = RunStep | WriteFileStep | ReadFileStep | RemoveFileStep | ProbeTcpStep;

/** Run a program, without a shell: argv is passed as it is. */
export interface RunStep {
  readonly kind: 'run';
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Text;
  /** The output may hold secrets: never logged, journalled or shown. */
  readonly sensitive?: true;
  readonly timeoutMs: number;
}

/** Write a file atomically (temporary file, rename) with its parent directories (0755). */
export interface WriteFileStep {
  readonly kind: 'write-file';
  readonly path: string;
  readonly content: Text;
  /** For example 0o600. */
  readonly mode: number;
  readonly timeoutMs: number;
}

/** Succeeds with the content on stdout; fails with cause `absent` when there is no such file. */
export interface ReadFileStep {
  readonly kind: 'read-file';
  readonly path: string;
  readonly sensitive?: true;
  readonly timeoutMs: number;
}

/** Succeeds also when there is no such file. */
export interface RemoveFileStep {
  readonly kind: 'remove-file';
  readonly path: string;
  readonly timeoutMs: number;
}

/** Open and close a TCP connection from the host. Fails with cause `tcp`. */
export interface ProbeTcpStep {
  readonly kind: 'probe-tcp';
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
}
