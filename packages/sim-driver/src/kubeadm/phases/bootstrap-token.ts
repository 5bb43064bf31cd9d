import { MICROS_PER_SECOND } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { encodeBootstrapToken } from '../../kubernetes/bootstrap-token.js';
import type { KubeClient, NewKubeObject } from '../../kubernetes/client.js';
import { parseKubeconfig } from '../../pki/kubeconfig.js';
import { renderClusterInfo } from '../cluster/cluster-info.js';
import { applyAll } from '../cluster/kube-access.js';
import {
  BOOTSTRAPPERS,
  NODES,
  clusterRole,
  clusterRoleBinding,
  groups,
  roleAndBinding,
} from '../cluster/rbac.js';
import type { TokenRequest } from '../config/kubeadm-config.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun, Phase } from '../run.js';
import type { InitContext } from './init-context.js';

const FAILED = 'error creating or updating bootstrap tokens';

/** `kubeadm init phase bootstrap-token`: the tokens, the rights of their holders, cluster-info. */
export function bootstrapTokenPhase(): Phase<InitContext> {
  return {
    name: 'bootstrap-token',
    *run(context) {
      const kube = context.kube();
      return kube.ok ? yield* setUpTokens(context, kube.value) : kube.failure;
    },
  };
}

/** The Secret of a token whose life begins now on this host's clock. */
export function tokenObject(
  run: KubeadmRun,
  token: string,
  request: Omit<TokenRequest, 'token'>,
): NewKubeObject {
  const [id = '', secret = ''] = token.split('.');
  const nowUs = run.host.clock();
  const { description, ttlUs, usages } = request;
  return encodeBootstrapToken({
    id,
    secret,
    ...(description === '' ? {} : { description }),
    ...(ttlUs === 0 ? {} : { expiresUs: nowUs - (nowUs % MICROS_PER_SECOND) + ttlUs }),
    authentication: usages.includes('authentication'),
    signing: usages.includes('signing'),
    groups: request.groups,
  });
}

function* setUpTokens(context: InitContext, kube: KubeClient): Task<Failure | undefined> {
  const { run, tokens, config } = context;
  for (const token of tokens)
    run.out(`[bootstrap-token] Using token: ${context.hides.token ? '<value withheld>' : token}`);
  run.out('[bootstrap-token] Configuring bootstrap tokens, cluster-info ConfigMap, RBAC Roles');
  const secrets = config.bootstrapTokens.map((request, index) =>
    tokenObject(run, tokens[index] ?? '', request),
  );
  const failure = yield* applyAll(run, kube, secrets, FAILED);
  if (failure !== undefined) return failure;
  for (const { text, objects } of rights(run)) {
    if (text !== '') run.out(`[bootstrap-token] ${run.profile.text.rbacVerb} RBAC rules ${text}`);
    const refused = yield* applyAll(run, kube, objects, 'error allowing bootstrap tokens');
    if (refused !== undefined) return refused;
  }
  return yield* publishClusterInfo(context, kube);
}

function rights(
  run: KubeadmRun,
): readonly { readonly text: string; readonly objects: readonly NewKubeObject[] }[] {
  const masters = run.profile.files.superAdminConf
    ? [clusterRoleBinding('kubeadm:cluster-admins', 'cluster-admin', groups('kubeadm:cluster-admins'))]
    : [];
  return [
    { text: '', objects: masters },
    {
      text: 'to allow Node Bootstrap tokens to get nodes',
      objects: [
        clusterRole('kubeadm:get-nodes', { resource: 'nodes', verbs: ['get'] }),
        clusterRoleBinding('kubeadm:get-nodes', 'kubeadm:get-nodes', groups(BOOTSTRAPPERS)),
      ],
    },
    {
      text: 'to allow Node Bootstrap tokens to post CSRs in order for nodes to get long term certificate credentials',
      objects: [
        clusterRoleBinding('kubeadm:kubelet-bootstrap', 'system:node-bootstrapper', groups(BOOTSTRAPPERS)),
      ],
    },
    {
      text: 'to allow the csrapprover controller automatically approve CSRs from a Node Bootstrap Token',
      objects: [
        clusterRoleBinding(
          'kubeadm:node-autoapprove-bootstrap',
          'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
          groups(BOOTSTRAPPERS),
        ),
      ],
    },
    {
      text: 'to allow certificate rotation for all node client certificates in the cluster',
      objects: [
        clusterRoleBinding(
          'kubeadm:node-autoapprove-certificate-rotation',
          'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
          groups(NODES),
        ),
      ],
    },
  ];
}

/** Written anew: signatures that stood in it come back when the controller manager signs again. */
function* publishClusterInfo(context: InitContext, kube: KubeClient): Task<Failure | undefined> {
  const { run } = context;
  run.out('[bootstrap-token] Creating the "cluster-info" ConfigMap in the "kube-public" namespace');
  const admin = parseKubeconfig(run.host.disk.text(context.kubeconfig) ?? '');
  if (admin === undefined) return { cause: 'failed to load admin kubeconfig' };
  const rule = { resource: 'configmaps', names: ['cluster-info'], verbs: ['get'] };
  const objects: readonly NewKubeObject[] = [
    {
      kind: 'ConfigMap',
      namespace: 'kube-public',
      name: 'cluster-info',
      body: { data: { kubeconfig: renderClusterInfo(admin.server, admin.caPem) } },
    },
    ...roleAndBinding('kube-public', 'kubeadm:bootstrap-signer-clusterinfo', rule, [
      { kind: 'User', name: 'system:anonymous' },
    ]),
  ];
  return yield* applyAll(run, kube, objects, 'error creating the cluster-info ConfigMap');
}
