import { seconds } from '../../engine/scheduler.js';
import { asString, at, isObject } from '../../kubernetes/json.js';
import type { Attempt } from '../failure.js';
import { failed, success } from '../failure.js';
import type { KubeadmRun } from '../run.js';
import { duration, texts, withPort } from './cluster-configuration.js';
import { readDocuments } from './documents.js';
import type { Flags } from './flags.js';
import type { JoinConfiguration, JoinDiscovery } from './kubeadm-config.js';
import { mixedArguments } from './mixing.js';
import {
  ignoreAllError,
  readIgnoredChecks,
  readLocalEndpoint,
  readNodeRegistration,
} from './node-registration.js';
import type { FieldError } from './validation.js';
import { INVALID_TOKEN, isBootstrapToken, validationFailure } from './validation.js';

const DEFAULT_WAIT_US = seconds(300);

/** The configuration of `join` and its single phases, from `--config` or flags. */
export function readJoinConfiguration(run: KubeadmRun, flags: Flags): Attempt<JoinConfiguration> {
  const mixed = mixedArguments(flags);
  if (mixed !== undefined) return { ok: false, failure: mixed };
  const path = flags.value('config');
  const documents = path === undefined ? success([]) : readDocuments(run, path);
  if (!documents.ok) return documents;
  const body = documents.value.find((document) => document.kind === 'JoinConfiguration')?.body ?? {};
  if (path !== undefined && Object.keys(body).length === 0) {
    return failed('no JoinConfiguration found in the supplied config file');
  }
  const controlPlane = body['controlPlane'];
  const isControlPlane = flags.on('control-plane') || isObject(controlPlane);
  const certificateKey = flags.value('certificate-key') ?? asString(at(controlPlane, 'certificateKey'));
  const discovery = readDiscovery(body['discovery'], flags);
  const config: JoinConfiguration = {
    discovery,
    node: readNodeRegistration(run, body, flags),
    ...(isControlPlane
      ? {
          controlPlane: {
            ...readLocalEndpoint(run, at(controlPlane, 'localAPIEndpoint'), flags),
            ...(certificateKey === undefined ? {} : { certificateKey }),
          },
        }
      : {}),
    skipPhases: [...texts(body['skipPhases']), ...flags.list('skip-phases')],
    ignorePreflightErrors: readIgnoredChecks(body, flags),
    timeouts: {
      discoveryUs: duration(
        at(body, 'timeouts', 'discovery') ?? at(body, 'discovery', 'timeout'),
        DEFAULT_WAIT_US,
      ),
      tlsBootstrapUs: duration(at(body, 'timeouts', 'tlsBootstrap'), DEFAULT_WAIT_US),
    },
  };
  const errors = [...ignoreAllError(run, body), ...(discovery === undefined ? [] : validate(discovery))];
  const invalid = validationFailure(errors);
  return invalid === undefined ? success(config) : { ok: false, failure: invalid };
}

function readDiscovery(discovery: unknown, flags: Flags): JoinDiscovery | undefined {
  const inFile = at(discovery, 'bootstrapToken');
  // A phase run alone has its own words before the endpoint.
  const endpoint =
    flags.args.find((word) => /[.:]/.test(word)) ??
    (flags.args.length === 1 ? flags.args[0] : undefined) ??
    asString(at(inFile, 'apiServerEndpoint'));
  const token = flags.value('discovery-token') ?? flags.value('token') ?? asString(at(inFile, 'token'));
  if (endpoint === undefined || token === undefined) return undefined;
  return {
    endpoint: withPort(endpoint),
    token,
    caCertHashes: [...texts(at(inFile, 'caCertHashes')), ...flags.list('discovery-token-ca-cert-hash')],
    unsafeSkipCaVerification:
      flags.on('discovery-token-unsafe-skip-ca-verification') ||
      at(inFile, 'unsafeSkipCAVerification') === true,
  };
}

function validate(discovery: JoinDiscovery): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!isBootstrapToken(discovery.token)) {
    for (const field of ['discovery.bootstrapToken.token', 'discovery.tlsBootstrapToken']) {
      errors.push({ field, value: discovery.token, detail: INVALID_TOKEN });
    }
  }
  if (discovery.caCertHashes.length === 0 && !discovery.unsafeSkipCaVerification) {
    errors.push({
      field: 'discovery.bootstrapToken',
      value: '',
      detail:
        'using token-based discovery without caCertHashes can be unsafe. Set unsafeSkipCAVerification as true in your kubeadm config file or pass --discovery-token-unsafe-skip-ca-verification flag to continue',
    });
  }
  return errors;
}
