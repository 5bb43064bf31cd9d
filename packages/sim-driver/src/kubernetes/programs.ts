import { createEtcdClient } from '../etcd/etcd-client.js';
import type { Program } from '../host/process.js';
import type { EtcdDialer } from './apiserver/apiserver.js';
import { createKubeApiserver } from './apiserver/apiserver.js';
import { kubeControllerManager } from './controllers/controller-manager.js';
import { kubeScheduler } from './controllers/scheduler.js';
import { kubelet } from './kubelet/kubelet.js';

/** The Kubernetes programs that hosts execute, by name, with the given way to etcd. */
export function createKubernetesPrograms(dialEtcd: EtcdDialer): Readonly<Record<string, Program>> {
  return {
    'kube-apiserver': createKubeApiserver(dialEtcd),
    'kube-controller-manager': kubeControllerManager,
    'kube-scheduler': kubeScheduler,
    kubelet,
  };
}

/** The Kubernetes programs that hosts execute, by name. */
export const kubernetesPrograms: Readonly<Record<string, Program>> =
  createKubernetesPrograms(createEtcdClient);
