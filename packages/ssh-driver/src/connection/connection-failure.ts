/**
 * Why there is no connection. `retryable`: the same attempt may succeed a moment later, with nothing changed here.
 * Whatever the kind, no step ran on the host. `detail` says what was tried, where, what was seen and what is safe next.
 */
export type ConnectionFailure =
  | RetryableFailure<'refused' | 'no-route' | 'timed-out' | 'lost'>
  | FinalFailure<
      | 'name-not-found'
      | 'host-key'
      | 'authentication'
      | 'protocol'
      | 'forwarding'
      | 'configuration'
      | 'closed'
    >;

interface RetryableFailure<Kind extends string> {
  readonly kind: Kind;
  readonly retryable: true;
  readonly detail: string;
}

interface FinalFailure<Kind extends string> {
  readonly kind: Kind;
  readonly retryable: false;
  readonly detail: string;
}

export function retryableFailure(
  kind: Extract<ConnectionFailure, { retryable: true }>['kind'],
  detail: string,
): ConnectionFailure {
  return { kind, retryable: true, detail };
}

export function finalFailure(
  kind: Extract<ConnectionFailure, { retryable: false }>['kind'],
  detail: string,
): ConnectionFailure {
  return { kind, retryable: false, detail };
}
