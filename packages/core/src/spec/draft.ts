import type { z } from 'zod';
import type { HostRole } from './cluster-spec.js';
import type { Path } from './diagnostic.js';
import { asIpAddress, type Endpoint } from './endpoint.js';
import type { KubeVersion } from './kube-version.js';
import type { Cidr, IpAddress } from './ip-network.js';
import * as leaf from './leaf-schemas.js';
import { leafSchemas } from './schema.js';
import { valueAt } from './value-at.js';

/** A value that is right by itself, and where it stands. */
export interface Located<T> {
  readonly value: T;
  readonly path: Path;
}

/** A value that has a default. */
export interface Setting<T> extends Located<T> {
  /** Written in the document. */
  readonly given: boolean;
}

/**
 * What can be understood of a document, right or wrong as a whole: so that one run finds all problems.
 * A field that is wrong by itself is absent (the schema has reported it); a field left out has its default.
 */
export interface Draft {
  readonly kubernetesVersion: Setting<KubeVersion> | undefined;
  /** Where `spec.preparation` stands, and whether it says where packages come from. */
  readonly preparation: { readonly path: Path; readonly repositoryGiven: boolean } | undefined;
  readonly endpoint: Located<Endpoint> | 'left-out' | undefined;
  readonly podSubnet: Setting<Cidr> | undefined;
  readonly serviceSubnet: Setting<Cidr> | undefined;
  readonly loadBalancer: DraftLoadBalancer | 'left-out' | undefined;
  readonly hosts: readonly DraftHost[];
  /** Every host has been understood well enough to be counted. */
  readonly rolesKnown: boolean;
  readonly tokenTtlMs: Setting<number> | undefined;
  readonly joinTimeoutMs: Setting<number> | undefined;
  readonly initTimeoutMs: Setting<number> | undefined;
  readonly maxClockSkewMs: Setting<number> | undefined;
}

export interface DraftLoadBalancer {
  readonly path: Path;
  readonly kind: Located<'nginx' | 'haproxy' | 'external'> | undefined;
  readonly host: Located<string> | 'left-out' | undefined;
}

export interface DraftHost {
  readonly path: Path;
  /** Its name, or `hosts[2]` when it has none. */
  readonly label: string;
  readonly name: Located<string> | undefined;
  readonly role: Located<HostRole> | undefined;
  readonly sshAddress: Located<string> | undefined;
  readonly sshPort: Located<number> | undefined;
  /** As given, or the SSH address when that is an IP address. */
  readonly advertiseAddress: Located<IpAddress> | undefined;
  readonly advertiseGiven: boolean;
}

export const hostsPath: Path = ['spec', 'hosts'];

/** Of values that contradict each other: where the first one stands that somebody wrote. */
export function writtenPath(first: Setting<unknown>, ...others: readonly Setting<unknown>[]): Path {
  return ([first, ...others].find(({ given }) => given) ?? first).path;
}

export function draftOf(root: unknown): Draft {
  const read = reader(root);
  const list = valueAt(root, hostsPath);
  const hosts = Array.isArray(list) ? list.map((_, index) => draftHost(root, index)) : [];
  return {
    kubernetesVersion: read(leaf.supportedVersion, 'spec', 'kubernetesVersion'),
    preparation: draftPreparation(root),
    endpoint: leftOut(root, 'spec', 'controlPlaneEndpoint')
      ? 'left-out'
      : read(leaf.endpoint, 'spec', 'controlPlaneEndpoint'),
    podSubnet: read(leafSchemas.podSubnet, 'spec', 'networking', 'podSubnet'),
    serviceSubnet: read(leafSchemas.serviceSubnet, 'spec', 'networking', 'serviceSubnet'),
    loadBalancer: draftLoadBalancer(root),
    hosts,
    rolesKnown: Array.isArray(list) && hosts.every(({ role }) => role !== undefined),
    tokenTtlMs: read(leafSchemas.tokenTtl, 'spec', 'credentials', 'tokenTtl'),
    joinTimeoutMs: read(leafSchemas.joinTimeout, 'spec', 'budgets', 'joinTimeout'),
    initTimeoutMs: read(leafSchemas.initTimeout, 'spec', 'budgets', 'initTimeout'),
    maxClockSkewMs: read(leafSchemas.maxClockSkew, 'spec', 'budgets', 'maxClockSkew'),
  };
}

export function hostsOfRole(draft: Draft, role: HostRole): readonly DraftHost[] {
  return draft.hosts.filter((host) => host.role?.value === role);
}

function draftHost(root: unknown, index: number): DraftHost {
  const path = [...hostsPath, index];
  const read = reader(root);
  const name = read(leaf.hostName, ...path, 'name');
  const sshAddress = read(leaf.addressOrName, ...path, 'address');
  const advertiseGiven = !leftOut(root, ...path, 'advertiseAddress');
  return {
    path,
    label: name?.value ?? `hosts[${index}]`,
    name,
    role: read(leaf.hostRole, ...path, 'role'),
    sshAddress,
    sshPort: read(leaf.port.default(22), ...path, 'port'),
    advertiseAddress: advertiseGiven
      ? read(leaf.ipAddress, ...path, 'advertiseAddress')
      : addressOf(sshAddress),
    advertiseGiven,
  };
}

function draftPreparation(root: unknown): Draft['preparation'] {
  const path = ['spec', 'preparation'];
  if (leftOut(root, ...path)) return undefined;
  return { path, repositoryGiven: !leftOut(root, ...path, 'repository') };
}

function draftLoadBalancer(root: unknown): Draft['loadBalancer'] {
  const path = ['spec', 'loadBalancer'];
  if (leftOut(root, ...path)) return 'left-out';
  const value = valueAt(root, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const read = reader(root);
  return {
    path,
    kind: read(leaf.loadBalancerKind, ...path, 'kind'),
    host: leftOut(root, ...path, 'host') ? 'left-out' : read(leaf.hostName, ...path, 'host'),
  };
}

function addressOf(sshAddress: Located<string> | undefined): Located<IpAddress> | undefined {
  if (sshAddress === undefined) return undefined;
  const value = asIpAddress(sshAddress.value);
  return value === undefined ? undefined : { value, path: sshAddress.path };
}

function reader(root: unknown) {
  return <T>(schema: z.ZodType<T>, ...path: Path): Setting<T> | undefined => {
    const written = valueAt(root, path);
    const result = schema.safeParse(written);
    return result.success ? { value: result.data, path, given: written !== undefined } : undefined;
  };
}

function leftOut(root: unknown, ...path: Path): boolean {
  return valueAt(root, path) === undefined;
}
