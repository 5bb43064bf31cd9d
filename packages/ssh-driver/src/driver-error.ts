/** The driver was used in a way that cannot work: a mistake in the program that uses it, not an event on a host. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
}
