import type {
  Evidence,
  EvidenceItem,
  EvidenceOutcome,
  EvidenceSource,
} from '../../src/diagnosis/evidence.js';

/** An instant that certificates and clocks of these tests are held against. */
const NOW_MS = 1_767_225_600_000;

export interface Said {
  readonly host?: string;
  readonly source: EvidenceSource;
  readonly subject?: string;
  readonly text?: string;
  readonly outcome?: EvidenceOutcome;
}

/** Evidence of three masters, a worker and a load balancer that says this and no more. */
export function evidenceOf(...all: readonly Said[]): Evidence {
  const master = (name: string, advertiseAddress: string) =>
    ({ name, role: 'control-plane', advertiseAddress }) as const;
  return {
    collectedAtMs: NOW_MS,
    endpoint: { host: '192.168.56.4', port: 6443 },
    hosts: [
      { name: 'proxy', role: 'load-balancer', advertiseAddress: '192.168.56.4' },
      master('master1', '192.168.56.5'),
      master('master2', '192.168.56.6'),
      master('master3', '192.168.56.7'),
      { name: 'node1', role: 'worker', advertiseAddress: '192.168.56.8' },
    ],
    items: all.map(itemOf),
  };
}

function itemOf({ host = 'master1', source, subject, text = '', outcome }: Said): EvidenceItem {
  return {
    host,
    source,
    ...(subject === undefined ? {} : { subject }),
    tried: source,
    outcome: outcome ?? { kind: 'answered' },
    text,
  };
}
