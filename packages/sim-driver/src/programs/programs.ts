import type { Program } from '../host/process.js';
import { haproxy } from '../load-balancer/haproxy.js';
import { nginx } from '../load-balancer/nginx.js';
import { curl } from './curl.js';
import { cat, find, head, ls, mkdir, rm } from './file-programs.js';
import { containerd, date, hostname, ip, pgrep, sleepProgram, ss, succeed, which } from './host-programs.js';
import { grep } from './grep.js';
import { modprobe, swapoff, sysctl, tee } from './kernel-programs.js';
import { kubectl } from './kubectl/kubectl.js';
import { sed } from './sed.js';
import { systemctl } from './systemctl.js';

/** The commands that a host offers beside its services, by name. */
export const systemPrograms: Readonly<Record<string, Program>> = {
  cat,
  containerd,
  curl,
  date,
  find,
  head,
  grep,
  haproxy,
  hostname,
  ip,
  kubectl,
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
  tee,
  true: succeed,
  which,
};
