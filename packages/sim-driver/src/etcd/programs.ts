import type { Program } from '../host/process.js';
import { etcdctl } from './etcdctl/etcdctl.js';
import { etcd } from './server/etcd-program.js';

/** What a host with etcd installed can execute. */
export const etcdPrograms: Readonly<Record<string, Program>> = { etcd, etcdctl };
