import { z } from 'zod';
import type { Result } from '../foundation/result.js';
import type { RepositoryKey } from './preparation-spec.js';
import type { DiagnosticCode } from './diagnostic.js';
import { parseDnsLabel, parseDnsSubdomain, parseHostName } from './dns-name.js';
import { parseDuration } from './duration.js';
import { parseAddressOrName, parseEndpoint } from './endpoint.js';
import { parseCidr, parseIpAddress } from './ip-network.js';
import { parseSupportedVersion } from './kube-version.js';
import { err, ok } from '../foundation/result.js';

/** A string that one of our parsers turns into a value, under the code that its refusal is reported with. */
function parsed<T>(code: DiagnosticCode, parse: (text: string) => Result<T, string>) {
  return z.string().transform((text, context): T => {
    const result = parse(text);
    if (result.ok) return result.value;
    context.issues.push({ code: 'custom', message: result.error, input: text, params: { code } });
    return z.NEVER;
  });
}

export const clusterName = parsed('invalid-name', parseDnsLabel);
export const hostName = parsed('invalid-name', parseHostName);
export const domainName = parsed('invalid-name', parseDnsSubdomain);
export const addressOrName = parsed('invalid-address', parseAddressOrName);
export const ipAddress = parsed('invalid-address', parseIpAddress);
export const endpoint = parsed('invalid-address', parseEndpoint);
export const cidr = parsed('invalid-network', parseCidr);
export const supportedVersion = parsed('invalid-version', parseSupportedVersion);
export const duration = parsed('invalid-duration', parseDuration);

export const port = z.int().min(1).max(65_535);
export const hostRole = z.enum(['jumpbox', 'load-balancer', 'control-plane', 'worker']);
export const loadBalancerKind = z.enum(['nginx', 'haproxy', 'external']);

export const userName = parsed('invalid-value', (text) =>
  /^[A-Za-z_][\w.@-]*\$?$/.test(text) ? ok(text) : err(`"${text}" is not a user name`),
);

export const socketPath = parsed('invalid-value', (text) =>
  /^(?:unix:\/\/)?\/\S+$/.test(text)
    ? ok(text)
    : err(
        `"${text}" is not a socket: write an absolute path, for example unix:///run/containerd/containerd.sock`,
      ),
);

export const imageRepository = parsed('invalid-value', (text) =>
  /^[a-z0-9]+(?:[.:/_-]+[a-z0-9]+)*$/i.test(text) && !text.includes('://')
    ? ok(text)
    : err(`"${text}" is not an image repository: write it without scheme and without "/" at the end`),
);

export const manifestSource = parsed('invalid-value', (text) =>
  text !== '' && text === text.trim() && !/[\r\n]/.test(text)
    ? ok(text)
    : err('write the path of a file, relative to this one, or a URL'),
);

export const preflightCheck = parsed('invalid-value', (text) => {
  if (text.toLowerCase() === 'all') {
    return err(
      '"all" would hide the checks that protect a host which already holds a cluster: name each check',
    );
  }
  return /^[A-Za-z0-9-]+$/.test(text) ? ok(text) : err(`"${text}" is not the name of a preflight check`);
});

export const absolutePath = parsed('invalid-value', (text) =>
  /^\/[\w@%+=:,.~/-]*$/.test(text) ? ok(text) : err(`"${text}" is not an absolute path`),
);

export const containerImage = parsed('invalid-value', (text) =>
  /^[a-z0-9][\w.:/@-]*$/i.test(text) && !text.includes('://')
    ? ok(text)
    : err(`"${text}" is not an image: write it as registry.k8s.io/pause:3.9`),
);

export const packageName = parsed('invalid-value', (text) =>
  /^[a-z0-9][a-z0-9+.-]+$/.test(text) ? ok(text) : err(`"${text}" is not the name of a Debian package`),
);

export const packageVersion = parsed('invalid-value', (text) =>
  /^[0-9][\w.+:~*?-]*$/.test(text)
    ? ok(text)
    : err(`"${text}" is not a version of a Debian package, nor a pattern of one: 1.26.0-*`),
);

export const repositoryUri = parsed('invalid-value', (text) =>
  /^(?:https?:\/\/[^\s[\]/]|file:\/)[^\s[\]]*$/.test(text)
    ? ok(text)
    : err(`"${text}" is not a repository: write a URL with http://, https:// or file:/`),
);

export const repositoryWord = parsed('invalid-value', (text) =>
  /^[\w.+/~-]+$/.test(text) ? ok(text) : err(`"${text}" is not a suite or component`),
);

const ARMOUR = '-----BEGIN PGP PUBLIC KEY BLOCK-----';

export const repositoryKey = parsed('invalid-value', (text): Result<RepositoryKey, string> => {
  if (/^https?:\/\/[^\s/]\S*$/.test(text)) return ok({ kind: 'url', url: text });
  if (/^\/[\w@%+=:,.~/-]+$/.test(text)) return ok({ kind: 'file', path: text });
  if (text.trimStart().startsWith(ARMOUR)) return ok({ kind: 'armored', text });
  return err(`write a URL, an absolute path on the hosts, or a key that begins with ${ARMOUR}`);
});
