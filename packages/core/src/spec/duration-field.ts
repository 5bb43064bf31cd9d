import { duration } from './leaf-schemas.js';

/** Go style, as in the documents of Kubernetes; here for editors, the parser says it in words. */
const durationPattern = '^([0-9]+(\\.[0-9]+)?(ms|h|m|s))+$';

export function durationField(byDefault: string, description: string) {
  return duration.prefault(byDefault).meta({ description, pattern: durationPattern });
}
