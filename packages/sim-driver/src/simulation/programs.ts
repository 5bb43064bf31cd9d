import { etcdPrograms } from '../etcd/programs.js';
import type { Program } from '../host/process.js';
import { kubeadmPrograms } from '../kubeadm/programs.js';
import { kubernetesPrograms } from '../kubernetes/programs.js';
import { packagePrograms } from '../packages/programs/programs.js';
import { systemPrograms } from '../programs/programs.js';

/** Everything that can run on a simulated host, by name. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  ...systemPrograms,
  ...packagePrograms,
  ...kubernetesPrograms,
  ...etcdPrograms,
  ...kubeadmPrograms,
};
