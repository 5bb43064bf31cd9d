import type { Micros, Timers } from '../../engine/scheduler.js';
import { Future } from '../../engine/task.js';
import type { EtcdResult } from '../client.js';
import { succeeded } from '../errors.js';

/** An answer that is there already. */
export function settledWith<T>(result: EtcdResult<T>): Future<EtcdResult<T>> {
  const future = new Future<EtcdResult<T>>();
  future.settle(result);
  return future;
}

/** Its value turned into another; a failure as it is. */
export function mapped<T, R>(source: Future<EtcdResult<T>>, map: (value: T) => R): Future<EtcdResult<R>> {
  return answered(source, (result) => (result.ok ? succeeded(map(result.value)) : result));
}

/** What follows from it, success or failure. */
export function answered<T, R>(
  source: Future<EtcdResult<T>>,
  next: (result: EtcdResult<T>) => EtcdResult<R>,
): Future<EtcdResult<R>> {
  const future = new Future<EtcdResult<R>>();
  source.onSettled(() => {
    if (source.value !== undefined) future.settle(next(source.value));
  });
  return future;
}

/** The same answer, given later than it is known. */
export function later<T>(timers: Timers, source: Future<T>, delayUs: Micros): Future<T> {
  if (delayUs === 0) return source;
  const future = new Future<T>();
  source.onSettled(() => {
    const { value } = source;
    if (value === undefined) return;
    timers.after(delayUs, () => {
      future.settle(value);
    });
  });
  return future;
}
