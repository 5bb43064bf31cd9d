import { rememberByText } from '../../engine/remember.js';
import { MICROS_PER_SECOND } from '../../engine/scheduler.js';
import type { Process } from '../../host/process.js';
import type { KubeClientOptions, KubeError } from '../../kubernetes/client.js';
import { readKubeconfig } from '../../kubernetes/kubeconfig-access.js';
import { parseServer } from '../../kubernetes/server-address.js';
import type { KubectlArguments } from './arguments.js';

/** Where kubectl connects to: `--kubeconfig`, `$KUBECONFIG`, ~/.kube/config; without any of them localhost:8080. */
export function kubectlAccess(process: Process, { flags }: KubectlArguments): KubeClientOptions | string {
  const { host } = process;
  const explicit = flags.get('kubeconfig');
  if (explicit !== undefined && !host.disk.exists(explicit)) {
    return `error: stat ${explicit}: no such file or directory`;
  }
  const file = explicit ?? usualKubeconfig(process);
  const configured = file === undefined ? undefined : readKubeconfig(host, file);
  const server = flags.get('server');
  const timeoutUs = parseTimeout(flags.get('request-timeout') ?? '0');
  if (configured !== undefined && server === undefined && timeoutUs === undefined) return configured;
  return {
    ...(configured ?? { server: 'http://localhost:8080', credential: { kind: 'anonymous' } }),
    ...(server === undefined ? {} : { server }),
    ...(timeoutUs === undefined ? {} : { timeoutUs }),
  };
}

function usualKubeconfig({ host, env }: Process): string | undefined {
  const named = env['KUBECONFIG']?.split(':').find((path) => path !== '' && host.disk.exists(path));
  if (named !== undefined) return named;
  const own = `${env['HOME'] ?? '/root'}/.kube/config`;
  return host.disk.exists(own) ? own : undefined;
}

/** What kubectl prints to stderr for a failed request. */
export function describeKubectlError(error: KubeError, server: string): string {
  const cause = error.message.replace(/^Get "[^"]*": /, '');
  switch (error.reason) {
    case 'ConnectionRefused': {
      const { address, port } = parseServer(server);
      return `The connection to the server ${address}:${String(port)} was refused - did you specify the right host or port?`;
    }
    case 'NoRoute':
    case 'DialTimeout':
    case 'Eof':
    case 'Certificate':
      return `Unable to connect to the server: ${cause}`;
    case 'Unauthorized':
      return 'error: You must be logged in to the server (Unauthorized)';
    case 'Timeout':
      return `Error from server: ${error.message}`;
    case 'NotFound':
    case 'AlreadyExists':
    case 'Conflict':
    case 'Forbidden':
    case 'InternalError':
      return `Error from server (${error.reason}): ${error.message}`;
  }
}

/** `5s`, `1m`, `10`; zero is no time-out. */
const parseTimeout = rememberByText((text): number | undefined => {
  const match = /^(\d+)(s|m)?$/.exec(text);
  const value = Number(match?.[1] ?? '0') * (match?.[2] === 'm' ? 60 : 1);
  return value === 0 ? undefined : value * MICROS_PER_SECOND;
});
