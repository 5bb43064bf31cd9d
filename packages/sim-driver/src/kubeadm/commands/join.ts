import type { Task } from '../../engine/task.js';
import type { FlagSet, Flags } from '../config/flags.js';
import { parseFlags } from '../config/flags.js';
import { severalRuntimes } from '../config/cri-socket.js';
import { readJoinConfiguration } from '../config/join-configuration.js';
import type { Attempt, Failure } from '../failure.js';
import { success } from '../failure.js';
import { JoinContext } from '../phases/join-context.js';
import type { KubeadmRun } from '../run.js';
import { phaseNames, runPhases } from '../run.js';
import { WORKER_JOINED, controlPlaneJoined } from '../text/join-done.js';
import { joinPhases } from './join-phases.js';
import { selectPhase, unknownPhase } from './phase-selection.js';

const JOIN_FLAGS: FlagSet = {
  kinds: {
    config: 'value',
    'apiserver-advertise-address': 'value',
    'apiserver-bind-port': 'value',
    'certificate-key': 'value',
    'control-plane': 'switch',
    'cri-socket': 'value',
    'discovery-token': 'value',
    'discovery-token-ca-cert-hash': 'list',
    'discovery-token-unsafe-skip-ca-verification': 'switch',
    'ignore-preflight-errors': 'list',
    'node-name': 'value',
    'skip-phases': 'list',
    token: 'value',
    v: 'value',
  },
};

/** `kubeadm join`. */
export function* join(run: KubeadmRun, argv: readonly string[]): Task<Failure | undefined> {
  const prepared = prepare(run, argv);
  if (!prepared.ok) return prepared.failure;
  const { context } = prepared.value;
  const { config } = context;
  const ambiguous = config.node.criSocketIsGuessed ? severalRuntimes(run) : undefined;
  if (ambiguous !== undefined) return ambiguous;
  const isControlPlane = config.controlPlane !== undefined;
  const phases = joinPhases(run.profile, isControlPlane);
  const unknown = unknownPhase(joinPhases(run.profile, true), config.skipPhases);
  if (unknown !== undefined) return unknown;
  if (config.discovery === undefined && !isControlPlane) {
    return {
      cause: 'discovery: Invalid value: "": bootstrapToken or file must be set',
      exitCode: 3,
    };
  }
  const failure = yield* runPhases(run, phases, context, new Set(config.skipPhases));
  if (failure !== undefined) return failure;
  if (!isControlPlane) {
    run.out(...WORKER_JOINED);
    return undefined;
  }
  const setup = yield* context.setup();
  run.out(...controlPlaneJoined(run, !setup.ok || setup.value.cluster.etcd.kind === 'local'));
  return undefined;
}

/** `kubeadm join phase <name> [<sub-phase>|all]`. */
export function* joinPhase(run: KubeadmRun, argv: readonly string[]): Task<Failure | undefined> {
  const prepared = prepare(run, argv);
  if (!prepared.ok) return prepared.failure;
  const { context, flags } = prepared.value;
  const isControlPlane = context.config.controlPlane !== undefined;
  const selection = selectPhase(joinPhases(run.profile, true), phaseWords(flags.args));
  if (selection === undefined) {
    run.out(
      'Use this command to invoke single phase of the join workflow',
      '',
      'Usage:',
      '  kubeadm join phase [command]',
    );
    return undefined;
  }
  // The phases of a control plane do nothing on a host that is none.
  const known = phaseNames(joinPhases(run.profile, isControlPlane));
  if (!known.includes(selection.prefix + selection.phase.name)) return undefined;
  return yield* runPhases(run, [selection.phase], context, new Set(), selection.prefix);
}

function prepare(
  run: KubeadmRun,
  argv: readonly string[],
): Attempt<{ readonly context: JoinContext; readonly flags: Flags }> {
  const flags = parseFlags(argv, JOIN_FLAGS);
  if (!flags.ok) return flags;
  const config = readJoinConfiguration(run, flags.value);
  return config.ok ? success({ context: new JoinContext(run, config.value), flags: flags.value }) : config;
}

/** Without the endpoint that some phases take as their last argument. */
function phaseWords(args: readonly string[]): readonly string[] {
  return args.filter((word) => !word.includes(':'));
}
