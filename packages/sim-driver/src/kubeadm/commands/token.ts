import { seconds } from '../../engine/scheduler.js';
import type { Micros } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { BootstrapToken } from '../../kubernetes/bootstrap-token.js';
import { decodeBootstrapToken, tokenSecretName } from '../../kubernetes/bootstrap-token.js';
import type { KubeClient, KubeError } from '../../kubernetes/client.js';
import { formatRfc3339 } from '../../kubernetes/rfc3339.js';
import { clientFromFile, persist } from '../cluster/kube-access.js';
import type { FlagSet, Flags } from '../config/flags.js';
import { parseFlags } from '../config/flags.js';
import {
  DEFAULT_TOKEN_GROUP,
  DEFAULT_TOKEN_TTL_US,
  DEFAULT_TOKEN_USAGES,
} from '../config/init-configuration.js';
import { mixedArguments } from '../config/mixing.js';
import { isBootstrapToken } from '../config/validation.js';
import type { Failure } from '../failure.js';
import { tokenObject } from '../phases/bootstrap-token.js';
import { newToken } from '../phases/init-context.js';
import { ADMIN_CONF } from '../phases/node-setup.js';
import { KUBE_SYSTEM } from '../phases/upload-config.js';
import type { KubeadmRun } from '../run.js';
import { parseGoDuration } from '../text/go-duration.js';
import { controlPlaneJoinCommand, oneLine, workerJoinCommand } from '../text/join-command.js';
import { shortDuration } from '../text/short-duration.js';
import { joinCommandFrom } from './init.js';

const TOKEN_FLAGS: FlagSet = {
  kinds: {
    'certificate-key': 'value',
    config: 'value',
    description: 'value',
    'dry-run': 'switch',
    groups: 'list',
    kubeconfig: 'value',
    output: 'value',
    'print-join-command': 'switch',
    ttl: 'value',
    usages: 'list',
    v: 'value',
  },
  shorthands: { o: 'output' },
};
const DEFAULT_USER_KUBECONFIG = '/root/.kube/config';
const READ_TIMEOUT_US = seconds(10);

/** `kubeadm token create|list|delete|generate`. */
export function* token(run: KubeadmRun, argv: readonly string[]): Task<Failure | undefined> {
  const [verb = '', ...rest] = argv;
  const flags = parseFlags(rest, TOKEN_FLAGS);
  if (!flags.ok) return flags.failure;
  if (verb === 'generate') {
    run.out(newToken(run));
    return undefined;
  }
  const mixed = mixedArguments(flags.value);
  if (mixed !== undefined) return mixed;
  const kubeconfig = kubeconfigFor(run, flags.value);
  const kube = clientFromFile(run, kubeconfig);
  if (!kube.ok) return kube.failure;
  switch (verb) {
    case 'create':
      return yield* create(run, kube.value, kubeconfig, flags.value);
    case 'list':
      return yield* list(run, kube.value, flags.value);
    case 'delete':
      return yield* remove(run, kube.value, flags.value);
    default:
      return { cause: `unknown command ${JSON.stringify(verb)} for "kubeadm token"` };
  }
}

/** Unlike init and join these commands prefer the user's own kubeconfig to admin.conf. */
function kubeconfigFor(run: KubeadmRun, flags: Flags): string {
  const named = flags.value('kubeconfig');
  if (named !== undefined) return named;
  const user = run.process.env['KUBECONFIG']?.split(':') ?? [DEFAULT_USER_KUBECONFIG];
  return [...user, ADMIN_CONF].find((path) => run.host.disk.exists(path)) ?? ADMIN_CONF;
}

function* create(
  run: KubeadmRun,
  kube: KubeClient,
  kubeconfig: string,
  flags: Flags,
): Task<Failure | undefined> {
  const text = flags.args[0] ?? newToken(run);
  if (!isBootstrapToken(text)) {
    return {
      cause: `bootstrapTokens.token: Invalid value: ${JSON.stringify(text)}: the bootstrap token is invalid`,
      exitCode: 3,
    };
  }
  const usages = flags.list('usages');
  const groups = flags.list('groups');
  const secret = tokenObject(run, text, {
    description: flags.value('description') ?? '',
    ttlUs: parseGoDuration(flags.value('ttl') ?? '') ?? DEFAULT_TOKEN_TTL_US,
    usages: usages.length === 0 ? DEFAULT_TOKEN_USAGES : usages,
    groups: groups.length === 0 ? [DEFAULT_TOKEN_GROUP] : groups,
  });
  const { write } = run.profile.timing.apiCallTimeoutUs;
  const made = yield* persist(
    run,
    write,
    () => kube.create(secret),
    ({ reason }) => reason === 'AlreadyExists' || isDenied(reason),
  );
  if (!made.ok) {
    const [id = ''] = text.split('.');
    return {
      cause:
        made.error.reason === 'AlreadyExists' ? `a token with id "${id}" already exists` : made.error.message,
    };
  }
  const key = flags.value('certificate-key');
  if (!flags.on('print-join-command')) {
    // kubeadm 1.20 forgets to print the token when a certificate key comes without --print-join-command.
    if (key === undefined || run.profile.release.minor > 20) run.out(text);
    return undefined;
  }
  const command = joinCommandFrom(run, kubeconfig, text);
  if (!command.ok) return command.failure;
  run.out(
    oneLine(
      run,
      key === undefined
        ? workerJoinCommand(run, command.value)
        : controlPlaneJoinCommand(run, command.value, key),
    ),
  );
  return undefined;
}

function* remove(run: KubeadmRun, kube: KubeClient, flags: Flags): Task<Failure | undefined> {
  const { write } = run.profile.timing.apiCallTimeoutUs;
  for (const text of flags.args) {
    const [id = ''] = text.split('.');
    if (!/^[a-z0-9]{6}$/.test(id)) {
      return {
        cause: `given token or token id ${JSON.stringify(text)} didn't match pattern "\\\\A([a-z0-9]{6})\\\\z" or "\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z"`,
      };
    }
    const deleted = yield* persist(
      run,
      write,
      () => kube.delete('Secret', KUBE_SYSTEM, tokenSecretName(id)),
      isFinal,
    );
    if (!deleted.ok) return { cause: `failed to delete bootstrap token "${id}": ${deleted.error.message}` };
    run.out(`bootstrap token "${id}" deleted`);
  }
  return undefined;
}

function isFinal({ reason }: KubeError): boolean {
  return reason === 'NotFound' || isDenied(reason);
}

function isDenied(reason: KubeError['reason']): boolean {
  return reason === 'Unauthorized' || reason === 'Forbidden';
}

function* list(run: KubeadmRun, kube: KubeClient, flags: Flags): Task<Failure | undefined> {
  const secrets = yield* persist(run, READ_TIMEOUT_US, () => kube.list('Secret', KUBE_SYSTEM));
  if (!secrets.ok) return { cause: `failed to list bootstrap tokens: ${secrets.error.message}` };
  const tokens = secrets.value
    .flatMap((secret) => decodeBootstrapToken(secret) ?? [])
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const output = flags.value('output') ?? 'text';
  switch (output) {
    case 'json':
      for (const one of tokens) run.out(json(run, one));
      return undefined;
    case 'yaml':
      tokens.forEach((one, index) => {
        run.out(...(index === 0 ? [] : ['---']), ...yaml(document(run, one)));
      });
      return undefined;
    case 'text':
      if (tokens.length > 0) run.out(...table(tokens, run.host.clock()));
      return undefined;
    default:
      return { cause: `invalid output format: ${output}` };
  }
}

function usagesOf(one: BootstrapToken): readonly string[] {
  return [...(one.authentication ? ['authentication'] : []), ...(one.signing ? ['signing'] : [])];
}

const PRINTED = new WeakMap<BootstrapToken, { readonly apiVersion: string; readonly text: string }>();

/** Tokens never change: each is printed once, unless another release of kubeadm lists it. */
function json(run: KubeadmRun, one: BootstrapToken): string {
  const apiVersion = run.profile.text.tokenApiVersion;
  const known = PRINTED.get(one);
  if (known?.apiVersion === apiVersion) return known.text;
  const text = JSON.stringify(document(run, one), undefined, 4);
  PRINTED.set(one, { apiVersion, text });
  return text;
}

/** Empty fields are absent: the proxy token of upload-certs has neither usages nor groups. */
function document(
  run: KubeadmRun,
  one: BootstrapToken,
): Readonly<Record<string, string | readonly string[]>> {
  const usages = usagesOf(one);
  return {
    kind: 'BootstrapToken',
    apiVersion: `output.kubeadm.k8s.io/${run.profile.text.tokenApiVersion}`,
    token: `${one.id}.${one.secret}`,
    ...(one.description === undefined ? {} : { description: one.description }),
    ...(one.expiresUs === undefined ? {} : { expires: formatRfc3339(one.expiresUs) }),
    ...(usages.length === 0 ? {} : { usages }),
    ...(one.groups.length === 0 ? {} : { groups: one.groups }),
  };
}

function yaml(fields: Readonly<Record<string, string | readonly string[]>>): readonly string[] {
  return Object.entries(fields).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [`${key}: ${JSON.stringify(value)}`]
      : [`${key}:`, ...value.map((item) => `- ${item}`)],
  );
}

const HEADER = ['TOKEN', 'TTL', 'EXPIRES', 'USAGES', 'DESCRIPTION', 'EXTRA GROUPS'];

function table(tokens: readonly BootstrapToken[], nowUs: Micros): readonly string[] {
  const rows = tokens.map((one) => row(one, nowUs));
  const widths = HEADER.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return [HEADER, ...rows].map((cells) =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 3)))
      .join(''),
  );
}

function row(one: BootstrapToken, nowUs: Micros): readonly string[] {
  const orNone = (text: string): string => (text === '' ? '<none>' : text);
  return [
    `${one.id}.${one.secret}`,
    one.expiresUs === undefined ? '<forever>' : shortDuration(one.expiresUs - nowUs),
    one.expiresUs === undefined ? '<never>' : formatRfc3339(one.expiresUs),
    orNone(usagesOf(one).join(',')),
    orNone(one.description ?? ''),
    orNone(one.groups.join(',')),
  ];
}
