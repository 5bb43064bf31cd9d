/** As OpenSSH reads flags; what was not said is no. */
export function isYes(value: string | undefined): boolean {
  return value !== undefined && ['yes', 'true'].includes(value.toLowerCase());
}
