/** `+00:42` or `+3d 00:00:17`: time since the start of the story. */
export function sinceStart(ms: number): string {
  const { days, hours, minutes, seconds } = parts(ms);
  const clock = [...(hours > 0 || days > 0 ? [hours] : []), minutes, seconds].map(pad).join(':');
  return days > 0 ? `+${days}d ${clock}` : `+${clock}`;
}

/** `42s`, `1m 08s`, `3d 01h 00m 17s`: how long something took. */
export function span(ms: number): string {
  const { days, hours, minutes, seconds } = parts(ms);
  const units = [`${days}d`, `${pad(hours)}h`, `${pad(minutes)}m`, `${pad(seconds)}s`];
  const first = [days, hours, minutes].findIndex((value) => value > 0);
  return units
    .slice(first < 0 ? 3 : first)
    .join(' ')
    .replace(/^0(?=\d)/, '');
}

function parts(ms: number) {
  const total = Math.floor(ms / 1000);
  return {
    days: Math.floor(total / 86_400),
    hours: Math.floor((total % 86_400) / 3600),
    minutes: Math.floor((total % 3600) / 60),
    seconds: total % 60,
  };
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
