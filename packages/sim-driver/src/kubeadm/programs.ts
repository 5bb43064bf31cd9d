import { createEtcdClient } from '../etcd/etcd-client.js';
import type { Program } from '../host/process.js';
import { createKubeClient } from '../kubernetes/kube-client.js';
import { openssl } from './openssl.js';
import { createKubeadm } from './program.js';

/** kubeadm and what is used beside it to look at certificates, by name. */
export const kubeadmPrograms: Readonly<Record<string, Program>> = {
  kubeadm: createKubeadm({ kube: createKubeClient, etcd: createEtcdClient }),
  openssl,
};
