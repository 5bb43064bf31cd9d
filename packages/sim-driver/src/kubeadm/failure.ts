/** Why a command or phase ended early, as kubeadm words it. */
export interface Failure {
  /** What follows `error execution phase X: `. */
  readonly cause: string;
  /** 1 unless the error is a list of validation errors, which gives 3. */
  readonly exitCode?: 1 | 3;
  /** Printed on stderr before the error line (preflight errors of kubeadm ≥ 1.34). */
  readonly block?: string;
  /** Set when the error happened inside a phase, for example `control-plane-prepare/download-certs`. */
  readonly phase?: string;
}

/** The result of work that can fail in ways kubeadm reports. */
export type Attempt<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function success<T>(value: T): Attempt<T> {
  return { ok: true, value };
}

export function failed(cause: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { cause } };
}
