import type { Asked } from '../../observation/host-capacity.js';
import type { ClusterSpec, HostName } from '../../spec/cluster-spec.js';
import { isWaived } from '../kubeadm-preflight.js';
import type { Check, CheckId } from '../verdict.js';
import { check } from '../verdict.js';

/** Something that stands against a host, and the check of kubeadm's under whose name it can be waived. */
export interface Defect {
  readonly text: string;
  readonly waiver?: string;
}

export interface Question {
  readonly id: CheckId;
  readonly host: HostName;
  /** What was asked for: `memory`. */
  readonly about: string;
}

/**
 * The check that follows from a fact. An answer that was lost permits nothing: it is asked for again. What a host can never
 * tell is left to kubeadm, whose own preflight looks at the same thing and, when it refuses, has changed nothing.
 */
export function judgeFact<T>(
  spec: ClusterSpec,
  { id, host, about }: Question,
  fact: Asked<T> | undefined,
  judge: (value: T) => { readonly fine: string; readonly defects: readonly Defect[] },
): Check {
  switch (fact?.kind) {
    case undefined:
      return check(id, 'unknown', `${host}: ${about} not observed`);
    case 'not-heard':
      return check(id, 'unknown', `${host}: ${about} not read: ${fact.why}`);
    case 'cannot-tell':
      return check(
        id,
        'yes',
        `${host} cannot tell its ${about} (${fact.why}): left to kubeadm's own preflight`,
      );
    case 'told': {
      const { fine, defects } = judge(fact.value);
      return defectsCheck(spec, { id, host, about }, fine, defects);
    }
  }
}

/** Holds when nothing stands against the host that is not waived; a waiver is shown. */
function defectsCheck(
  spec: ClusterSpec,
  { id, host }: Question,
  fine: string,
  defects: readonly Defect[],
): Check {
  const isDefectWaived = ({ waiver }: Defect): boolean => waiver !== undefined && isWaived(spec, waiver);
  const standing = defects.filter((defect) => !isDefectWaived(defect));
  if (standing.length > 0) return check(id, 'no', `${host}: ${standing.map(describeDefect).join('; ')}`);
  if (defects.length === 0) return check(id, 'yes', `${host}: ${fine}`);
  const waived = defects.map(({ text, waiver }) => `${text} (${waiver ?? ''} is ignored)`);
  return check(id, 'yes', `${host}: ${waived.join('; ')}`);
}

function describeDefect({ text, waiver }: Defect): string {
  return waiver === undefined ? text : `${text} (kubeadm: ${waiver})`;
}
