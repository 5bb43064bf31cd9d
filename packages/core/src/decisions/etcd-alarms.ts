import type { HostObservation } from '../observation/observation.js';

/** As this member told them; none when it did not. */
export function alarmsOf({ etcd }: HostObservation): readonly string[] {
  return etcd?.alarms.known === true ? etcd.alarms.value : [];
}

/** What is safe while etcd has raised these alarms: `NOSPACE on 8e9e05c52164694d`. None for none. */
export function alarmRemedies(alarms: readonly string[]): readonly string[] {
  if (alarms.length === 0) return [];
  return alarms.some((alarm) => alarm.includes('NOSPACE'))
    ? ['make room: etcdctl compact, then defrag each member, then etcdctl alarm disarm']
    : ['look at the logs of the etcd members before the alarm is disarmed'];
}
