import type { Task } from '../../engine/task.js';
import { decodeCertificate, publicKeyPin } from '../../pki/certificate.js';
import { parseKubeconfig } from '../../pki/kubeconfig.js';
import type { FlagSet, Flags } from '../config/flags.js';
import { parseFlags } from '../config/flags.js';
import { severalRuntimes } from '../config/cri-socket.js';
import { lookUpVersion, readInitConfiguration } from '../config/init-configuration.js';
import type { Attempt, Failure } from '../failure.js';
import { failed, success } from '../failure.js';
import type { InitContext } from '../phases/init-context.js';
import { createInitContext } from '../phases/init-context.js';
import type { KubeadmRun } from '../run.js';
import { runPhases } from '../run.js';
import { initDone } from '../text/init-done.js';
import type { JoinCommand } from '../text/join-command.js';
import { initPhases } from './init-phases.js';
import { selectPhase, unknownPhase } from './phase-selection.js';

const WITHHELD = '<value withheld>';

const INIT_FLAGS: FlagSet = {
  kinds: {
    config: 'value',
    'apiserver-advertise-address': 'value',
    'apiserver-bind-port': 'value',
    'apiserver-cert-extra-sans': 'list',
    'cert-dir': 'value',
    'certificate-key': 'value',
    'control-plane-endpoint': 'value',
    'cri-socket': 'value',
    'ignore-preflight-errors': 'list',
    'image-repository': 'value',
    kubeconfig: 'value',
    'kubernetes-version': 'value',
    'node-name': 'value',
    'pod-network-cidr': 'value',
    'service-cidr': 'value',
    'service-dns-domain': 'value',
    'skip-certificate-key-print': 'switch',
    'skip-phases': 'list',
    'skip-token-print': 'switch',
    token: 'value',
    'token-ttl': 'value',
    'upload-certs': 'switch',
    v: 'value',
  },
};

/** `kubeadm init`. */
export function* init(run: KubeadmRun, argv: readonly string[]): Task<Failure | undefined> {
  const prepared = yield* prepare(run, argv);
  if (!prepared.ok) return prepared.failure;
  const { context } = prepared.value;
  const ambiguous = context.config.node.criSocketIsGuessed ? severalRuntimes(run) : undefined;
  if (ambiguous !== undefined) return ambiguous;
  const phases = initPhases(run.profile);
  const unknown = unknownPhase(phases, context.config.skipPhases);
  if (unknown !== undefined) return unknown;
  run.out(`[init] Using Kubernetes version: ${context.cluster.kubernetesVersion}`);
  const failure = yield* runPhases(run, phases, context, new Set(context.config.skipPhases));
  if (failure !== undefined) return failure;
  for (const token of context.tokens) {
    const command = joinCommandFrom(run, context.kubeconfig, context.hides.token ? WITHHELD : token);
    if (!command.ok) return command.failure;
    const key = context.hides.certificateKey ? WITHHELD : context.certificateKey;
    run.out(
      ...initDone(run, command.value, {
        hasEndpoint: context.cluster.controlPlaneEndpoint !== undefined,
        certificateKey: context.uploadCerts ? key : undefined,
      }),
    );
  }
  return undefined;
}

/** `kubeadm init phase <name> [<sub-phase>|all]`. */
export function* initPhase(run: KubeadmRun, argv: readonly string[]): Task<Failure | undefined> {
  const prepared = yield* prepare(run, argv);
  if (!prepared.ok) return prepared.failure;
  const { context, flags } = prepared.value;
  const selection = selectPhase(initPhases(run.profile), flags.args);
  if (selection === undefined) {
    run.out(
      'Use this command to invoke single phase of the init workflow',
      '',
      'Usage:',
      '  kubeadm init phase [command]',
    );
    return undefined;
  }
  return yield* runPhases(run, [selection.phase], context, new Set(), selection.prefix);
}

function* prepare(
  run: KubeadmRun,
  argv: readonly string[],
): Task<Attempt<{ readonly context: InitContext; readonly flags: Flags }>> {
  const flags = parseFlags(argv, INIT_FLAGS);
  if (!flags.ok) return flags;
  const config = readInitConfiguration(run, flags.value);
  if (!config.ok) return config;
  yield* lookUpVersion(run, config.value);
  const context = createInitContext(run, config.value, {
    uploadCerts: flags.value.on('upload-certs'),
    kubeconfig: flags.value.value('kubeconfig'),
    hides: {
      token: flags.value.on('skip-token-print'),
      certificateKey: flags.value.on('skip-certificate-key-print'),
    },
  });
  return success({ context, flags: flags.value });
}

/** Server and CA hash come from the administrator's kubeconfig, as the cluster's own record of them. */
export function joinCommandFrom(run: KubeadmRun, kubeconfig: string, token: string): Attempt<JoinCommand> {
  const admin = parseKubeconfig(run.host.disk.text(kubeconfig) ?? '');
  const ca = admin === undefined ? undefined : decodeCertificate(admin.caPem);
  if (admin === undefined || ca === undefined) {
    return failed(`failed to load admin kubeconfig: open ${kubeconfig}: no such file or directory`);
  }
  return success({
    endpoint: admin.server.replace(/^https:\/\//, ''),
    token,
    caCertHashes: [publicKeyPin(ca)],
  });
}
