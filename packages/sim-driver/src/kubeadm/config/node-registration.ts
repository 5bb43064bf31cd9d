import type { JsonObject } from '../../kubernetes/json.js';
import { asArray, asObject, asString, at } from '../../kubernetes/json.js';
import type { KubeadmRun } from '../run.js';
import { foundCriSockets } from './cri-socket.js';
import { DEFAULT_BIND_PORT, readExtraArgs, texts } from './cluster-configuration.js';
import type { Flags } from './flags.js';
import type { LocalEndpoint, NodeRegistration } from './kubeadm-config.js';
import type { FieldError } from './validation.js';

/** `nodeRegistration`, overridden by `--node-name` and `--cri-socket`. */
export function readNodeRegistration(run: KubeadmRun, body: JsonObject, flags: Flags): NodeRegistration {
  const registration = asObject(body['nodeRegistration']);
  const name = flags.value('node-name') ?? asString(registration['name']) ?? run.host.hostname;
  const taints = registration['taints'];
  const criSocket = flags.value('cri-socket') ?? asString(registration['criSocket']);
  return {
    name: name.toLowerCase(),
    criSocket: criSocket ?? foundCriSockets(run)[0] ?? run.profile.files.defaultCriSocket,
    criSocketIsGuessed: criSocket === undefined,
    taints: Array.isArray(taints) ? asArray(taints).map(taintText) : undefined,
    kubeletExtraArgs: readExtraArgs(registration['kubeletExtraArgs']),
  };
}

function taintText(taint: unknown): string {
  return `${asString(at(taint, 'key')) ?? ''}:${asString(at(taint, 'effect')) ?? 'NoSchedule'}`;
}

/** `localAPIEndpoint`; the default address is the host's first one. */
export function readLocalEndpoint(run: KubeadmRun, body: unknown, flags: Flags): LocalEndpoint {
  const port = at(body, 'bindPort');
  return {
    advertiseAddress:
      flags.value('apiserver-advertise-address') ??
      asString(at(body, 'advertiseAddress')) ??
      run.host.addresses[0] ??
      '127.0.0.1',
    bindPort: Number(
      flags.value('apiserver-bind-port') ?? (typeof port === 'number' ? port : DEFAULT_BIND_PORT),
    ),
  };
}

/** Names of checks to ignore, lower-case, from file and flag together. */
export function readIgnoredChecks(body: JsonObject, flags: Flags): readonly string[] {
  const inFile = texts(at(body, 'nodeRegistration', 'ignorePreflightErrors'));
  return [...inFile, ...flags.list('ignore-preflight-errors')].map((check) => check.toLowerCase());
}

/** kubeadm before v1beta4 refuses `all` in a file. */
export function ignoreAllError(run: KubeadmRun, body: JsonObject): readonly FieldError[] {
  const inFile = texts(at(body, 'nodeRegistration', 'ignorePreflightErrors'));
  if (run.profile.config.allowsIgnoreAllInFile || !inFile.some((check) => check.toLowerCase() === 'all'))
    return [];
  return [
    { field: 'ignorePreflightErrors', value: 'all', detail: "'all' cannot be used in configuration file" },
  ];
}
