import type { Program } from '../host/process.js';
import { haproxy } from '../load-balancer/haproxy.js';
import { nginx } from '../load-balancer/nginx.js';
import { curl } from './curl.js';
import { cat, find, ls, mkdir, rm } from './file-programs.js';
import { containerd, date, hostname, ip, pgrep, sleepProgram, ss, succeed } from './host-programs.js';
import { kubectl } from './kubectl/kubectl.js';
import { systemctl } from './systemctl.js';

/** The commands that a host offers beside its services, by name. */
export const systemPrograms: Readonly<Record<string, Program>> = {
  cat,
  containerd,
  curl,
  date,
  find,
  haproxy,
  hostname,
  ip,
  kubectl,
  ls,
  mkdir,
  nginx,
  pgrep,
  rm,
  sleep: sleepProgram,
  ss,
  sync: succeed,
  systemctl,
  true: succeed,
};
