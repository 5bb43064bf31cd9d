import type { Program } from '../host/process.js';
import { haproxy } from '../load-balancer/haproxy.js';
import { nginx } from '../load-balancer/nginx.js';
import { crictl } from './crictl.js';
import { curl } from './curl.js';
import { cat, head, ln, ls, mkdir, rm } from './file-programs.js';
import { find } from './find.js';
import { containerd, date, hostname, ip, pgrep, sleepProgram, ss, succeed, which } from './host-programs.js';
import { grep } from './grep.js';
import { journalctl } from './journalctl.js';
import { modprobe, swapoff, sysctl, tee } from './kernel-programs.js';
import { kubectl } from './kubectl/kubectl.js';
import { df, tail, timedatectl } from './resource-programs.js';
import { sed } from './sed.js';
import { systemctl } from './systemctl.js';

/** The commands that a host offers beside its services, by name. */
export const systemPrograms: Readonly<Record<string, Program>> = {
  cat,
  containerd,
  crictl,
  curl,
  date,
  df,
  find,
  head,
  grep,
  haproxy,
  hostname,
  ip,
  journalctl,
  kubectl,
  ln,
  ls,
  mkdir,
  modprobe,
  nginx,
  pgrep,
  rm,
  sed,
  sleep: sleepProgram,
  ss,
  swapoff,
  sync: succeed,
  sysctl,
  systemctl,
  tail,
  tee,
  timedatectl,
  true: succeed,
  which,
};
