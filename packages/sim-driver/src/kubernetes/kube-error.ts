import type { KubeError, KubeResult } from './client.js';
import type { Resource } from './resources.js';
import { qualifiedPlural } from './resources.js';

export type KubeFailure = { readonly ok: false; readonly error: KubeError };

export function failed(reason: KubeError['reason'], message: string): KubeFailure {
  return { ok: false, error: { reason, message } };
}

export function succeeded<T>(value: T): KubeResult<T> {
  return { ok: true, value };
}

export function notFound(resource: Resource, name: string): KubeFailure {
  return failed('NotFound', `${qualifiedPlural(resource)} "${name}" not found`);
}

export function alreadyExists(resource: Resource, name: string): KubeFailure {
  return failed('AlreadyExists', `${qualifiedPlural(resource)} "${name}" already exists`);
}

export function conflict(resource: Resource, name: string): KubeFailure {
  return failed(
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedPlural(resource)} "${name}": ` +
      'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function unauthorized(): KubeFailure {
  return failed('Unauthorized', 'Unauthorized');
}
