import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';
import type { ClusterObservation, NodeObservation } from '../../observation/observation.js';
import {
  readPresence,
  readRecordedCluster,
  readSignedTokenIds,
  readUploadedCertificates,
} from '../../observation/read/config-objects.js';
import { readNodes } from '../../observation/read/nodes.js';
import { readTokenList } from '../../observation/read/tokens.js';
import type { HostName } from '../../spec/cluster-spec.js';
import type { Question } from '../lower/observe.js';
import { QUESTIONS } from '../lower/observe.js';
import type { ObserveCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { Answers } from './answers.js';

export interface AskedMaster {
  readonly host: HostName;
  readonly answers: Answers;
}

/** All facts come from one master, the first that listed the nodes, so that they are of one view; else nothing is known. */
export function readCluster(
  masters: readonly AskedMaster[],
  { aspects }: ObserveCommand,
  { nowMs }: LoweringContext,
): ClusterObservation {
  let nodes: Known<readonly NodeObservation[]> = unknown('not asked');
  const via = masters.find(({ answers }) => (nodes = answers.read(QUESTIONS.nodes, readNodes)).known);
  const read = <T>(question: Question, reader: (output: string) => Known<T>): Known<T> =>
    via === undefined ? unknown(whyNone(masters)) : via.answers.read(question, reader);
  return {
    atMs: nowMs,
    ...(via === undefined ? {} : { via: via.host }),
    nodes: via === undefined ? unknown(whyNone(masters)) : nodes,
    tokens: read(QUESTIONS.tokens, readTokenList),
    signedTokenIds: orWhenAbsent(read(QUESTIONS.clusterInfo, readSignedTokenIds), null),
    uploadedCertificates: read(QUESTIONS.uploadedCertificates, readUploadedCertificates),
    ...(aspects.includes('installation')
      ? {
          addons: both(read(QUESTIONS.kubeProxy, readPresence), read(QUESTIONS.coreDns, readPresence)),
          recorded: orWhenAbsent(read(QUESTIONS.kubeadmConfig, readRecordedCluster), {}),
        }
      : {}),
  };
}

/** kubectl: an object that the apiserver says is not there was seen not to be there. */
function orWhenAbsent<T, A>(fact: Known<T>, absent: A): Known<T | A> {
  return !fact.known && fact.why.startsWith('Error from server (NotFound)') ? known(absent) : fact;
}

function both(kubeProxy: Known<boolean>, coreDns: Known<boolean>): NonNullable<ClusterObservation['addons']> {
  if (!kubeProxy.known) return kubeProxy;
  return coreDns.known ? known({ kubeProxy: kubeProxy.value, coreDns: coreDns.value }) : coreDns;
}

function whyNone(masters: readonly AskedMaster[]): string {
  for (const { host, answers } of masters) {
    const nodes = answers.output(QUESTIONS.nodes);
    if (!nodes.known && nodes.why !== 'not asked') return `${host}: ${nodes.why}`;
  }
  return 'no master has an admin.conf to ask with';
}
