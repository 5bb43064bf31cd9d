import type { Evidence, EvidenceItem } from '../evidence.js';
import { itemsOf, textOf } from '../evidence.js';
import type { Scene, Sighting } from '../known-cause.js';

export const API_PORT = 6443;

interface Probe {
  readonly from: string;
  readonly to: string | undefined;
  readonly address: string;
  readonly port: number;
  readonly outcome: string;
  readonly tried: string;
}

/** Ways on which packets vanish or are turned back, to hosts that are alive: something between them does it. */
export function closedWays({ evidence }: Scene): readonly Sighting[] {
  return probes(evidence)
    .filter(({ outcome }) => outcome === 'timed-out' || outcome === 'no-route')
    .filter(({ to }) => to === undefined || answers(evidence, to))
    .map(sighting);
}

/** Connections that are refused although a program listens: a firewall answers in its place. */
export function rejectedWays({ evidence }: Scene): readonly Sighting[] {
  return probes(evidence)
    .filter(
      ({ outcome, to, port }) => outcome === 'refused' && to !== undefined && listens(evidence, to, port),
    )
    .map(sighting);
}

/** The endpoint refuses connections, and nothing listens there, although there is an apiserver to send to. */
export function deadEndpoint({ evidence }: Scene): readonly Sighting[] {
  if (!someApiListens(evidence)) return [];
  const { host, port } = evidence.endpoint;
  const balancer = ownerOf(evidence, host);
  return probes(evidence)
    .filter((probe) => probe.address === host && probe.port === port && probe.outcome === 'refused')
    .filter(() => balancer?.role === 'load-balancer' && !listens(evidence, balancer.name, port))
    .map(sighting);
}

function probes(evidence: Evidence): readonly Probe[] {
  return itemsOf(evidence, 'paths').map((item) => {
    const subject = item.subject ?? '';
    const colon = subject.lastIndexOf(':');
    const address = subject.slice(0, colon);
    return {
      from: item.host,
      to: ownerOf(evidence, address)?.name,
      address,
      port: Number(subject.slice(colon + 1)),
      outcome: outcomeOf(item),
      tried: item.tried,
    };
  });
}

/** A probe that ran out of its own time went unanswered as well. */
function outcomeOf({ outcome }: EvidenceItem): string {
  return outcome.kind === 'answered' ? 'open' : outcome.detail;
}

function sighting({ from, to, address, port, outcome, tried }: Probe): Sighting {
  const target = to === undefined ? address : `${to} (${address})`;
  return { host: from, where: tried, line: `${from} to ${target} port ${String(port)}: ${outcome}` };
}

function ownerOf(evidence: Evidence, address: string): Evidence['hosts'][number] | undefined {
  return evidence.hosts.find((host) => host.advertiseAddress === address);
}

function answers(evidence: Evidence, host: string): boolean {
  return evidence.items.some((item) => item.host === host && item.outcome.kind === 'answered');
}

/** Before there is a cluster, a load balancer has nothing to do. */
export function someApiListens(evidence: Evidence): boolean {
  return evidence.hosts.some(
    ({ name, role }) => role === 'control-plane' && listens(evidence, name, API_PORT),
  );
}

/** Also a listener on all addresses, of IPv4 (`0.0.0.0`) or of both (`*`, `[::]`). */
export function listens(evidence: Evidence, host: string, port: number): boolean {
  const local = new RegExp(`^LISTEN\\s+\\d+\\s+\\d+\\s+(?!127\\.|\\[::1\\])\\S+:${String(port)}\\s`, 'm');
  return local.test(textOf(evidence, host, 'listeners'));
}
