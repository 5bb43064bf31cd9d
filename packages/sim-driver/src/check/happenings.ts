import type { ExecutionEvent } from '@quorate/core';
import { mutates } from '@quorate/core';
import { millis } from '../engine/scheduler.js';
import type { TraceRecord } from '../engine/trace.js';
import type { ChainLine } from './causal-chain.js';
import { failureText } from './failure-text.js';
import { shortened } from './shortened.js';

/** A line of the chain before it is known which hosts matter. */
export interface Happening {
  readonly atUs: number;
  readonly text: string;
  readonly kind: 'fault' | 'change' | 'look' | 'world';
  /** Where it happened. Empty: nowhere, or everywhere. */
  readonly hosts: readonly string[];
}

/** What of the world's trace leads anywhere. */
const WORLD_EVENTS =
  /^(etcd\.(?!leader)|fault\.|host\.|orchestrator\.|apiserver\.|node\.(registered|not-ready)|token\.|secret\.|lb\.)/;

export function recorded({ atUs, event, host, detail }: TraceRecord): Happening | undefined {
  const isPhase = event === 'kubeadm.phase' && !String(detail?.['phase']).includes('/');
  if (!WORLD_EVENTS.test(event) && !isPhase) return undefined;
  const isFault = event.startsWith('fault.');
  const details = Object.entries(detail ?? {}).map(([key, value]) => `${key}=${String(value)}`);
  const text = [isFault ? 'FAULT' : 'world', event, host ?? '', ...details].filter((part) => part !== '');
  // A change of the membership is no single host's: it matters to every member.
  if (event.startsWith('etcd.member')) return { atUs, text: text.join(' '), kind: 'change', hosts: [] };
  const hosts = host === undefined ? [] : [host];
  return { atUs, text: text.join(' '), kind: isFault ? 'fault' : 'world', hosts };
}

/** A change that begins, with what permitted it, and a command that did not succeed, with what its program said. */
export function told(event: ExecutionEvent, hosts: readonly string[]): Happening | undefined {
  if (event.type === 'command.issued' && event.mutates) {
    const permit = (event.permit?.checks ?? []).map(({ id, evidence }) => `${id}: ${evidence}`);
    const text = `issue ${event.title}${permit.length === 0 ? '' : ` [${shortened(permit.join('; '))}]`}`;
    return { atUs: millis(event.atMs), text, kind: 'change', hosts: namedIn(event.title, hosts) };
  }
  if (event.type === 'command.settled' && event.report.outcome !== 'succeeded') {
    const text = `ended ${event.title}: ${failureText(event.report)}`;
    const kind = mutates(event.command) ? 'change' : 'look';
    return { atUs: millis(event.atMs), text, kind, hosts: namedIn(event.title, hosts) };
  }
  return undefined;
}

/** Those of the hosts that a text names. */
export function namedIn(text: string, hosts: readonly string[]): readonly string[] {
  const words = new Set(text.split(/[^\w.-]+/).map((word) => word.replace(/\.+$/, '')));
  return hosts.filter((host) => words.has(host));
}

/**
 * Faults belong to the chain always; then changes of the hosts concerned, other changes and those of the membership, events of these hosts, and what happened
 * nowhere in particular. What happened in the world of other hosts does not belong to it. No hosts: all are concerned.
 */
export function chainLines(
  happenings: readonly Happening[],
  concerned: ReadonlySet<string>,
): readonly ChainLine[] {
  return happenings.flatMap(({ atUs, text, kind, hosts }): readonly ChainLine[] => {
    const isNear = concerned.size === 0 || hosts.some((host) => concerned.has(host));
    switch (kind) {
      case 'fault':
        return [{ atUs, text, distance: 0 }];
      case 'change':
        return [{ atUs, text, distance: isNear ? 1 : 2 }];
      case 'look':
        return [{ atUs, text, distance: 4 }];
      case 'world':
        if (isNear) return [{ atUs, text, distance: 3 }];
        return hosts.length === 0 ? [{ atUs, text, distance: 4 }] : [];
    }
  });
}
