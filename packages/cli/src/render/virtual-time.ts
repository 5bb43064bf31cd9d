/** `+00:42` or `+3d 00:00:17`: time since the start of the story. */
export function sinceStart(ms: number): string {
  const total = Math.floor(ms / 1000);
  const days = Math.floor(total / 86_400);
  const hours = Math.floor((total % 86_400) / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const clock = [...(hours > 0 || days > 0 ? [hours] : []), minutes, total % 60].map(pad).join(':');
  return days > 0 ? `+${days}d ${clock}` : `+${clock}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
