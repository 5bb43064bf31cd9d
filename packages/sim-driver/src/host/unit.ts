/** A systemd unit as `systemctl` sees it. */
export interface Unit {
  readonly name: string;
  enabled: boolean;
  /** `activating`: being restarted after a crash, as a kubelet without its configuration is. */
  state(): 'active' | 'inactive' | 'activating' | 'failed';
  start(): void;
  stop(): void;
  restart(): void;
  /** Absent: the unit cannot be reloaded. */
  reload?(): void;
}
