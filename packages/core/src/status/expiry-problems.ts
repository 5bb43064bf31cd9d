import { span } from '../decisions/credentials.js';
import { certificatesRefused } from '../decisions/certificates-refused.js';
import { certificateHealth, unreadCertificates } from '../decisions/certificates.js';
import { renewals } from '../decisions/renewals.js';
import type { CertificateStatus, TokenStatus } from './cluster-status.js';
import type { ProblemSituation } from './find-problems.js';
import type { StatusProblem } from './status-problem.js';
import { problem, problemOf } from './status-problem.js';

export function certificateProblems(situation: ProblemSituation): readonly StatusProblem[] {
  const { certificates } = situation.status;
  return [
    ...certificateProblem(certificates, 'expired'),
    ...prematureCertificates(situation),
    ...certificateProblem(certificates, 'expiring'),
    ...unreadProblem(situation),
  ];
}

function certificateProblem(
  certificates: readonly CertificateStatus[],
  state: 'expired' | 'expiring',
): readonly StatusProblem[] {
  const found = certificates.filter((one) => one.state === state);
  if (found.length === 0) return [];
  const [soonest] = found;
  const more = found.length === 1 ? '' : `, and ${found.length - 1} more`;
  const when =
    state === 'expired'
      ? `expired ${span(-(soonest?.leftMs ?? 0))} ago`
      : `expires in ${span(soonest?.leftMs ?? 0)}`;
  return [
    problem(state === 'expired' ? 'certificate-expired' : 'certificate-expiring', {
      urgency: state === 'expired' ? 'now' : 'soon',
      summary: `${soonest?.name ?? ''} on ${soonest?.host ?? ''} ${when}${more}`,
      evidence: found.map(
        ({ name, host, leftMs }) => `${name} on ${host}: ${leftMs <= 0 ? '-' : ''}${span(Math.abs(leftMs))}`,
      ),
      remedies: renewals(found),
    }),
  ];
}

function prematureCertificates({ spec, observation, nowMs }: ProblemSituation): readonly StatusProblem[] {
  const reason = certificatesRefused(spec, observation, nowMs, 'all');
  return reason?.code === 'certificate-not-yet-valid' ? [problemOf(reason)] : [];
}

function unreadProblem({ spec, observation, nowMs, status }: ProblemSituation): readonly StatusProblem[] {
  const unread = unreadCertificates(spec, observation);
  const none = certificateHealth(spec, observation, nowMs).state === 'unknown';
  if (status.origin !== 'established' || (unread.length === 0 && !none)) return [];
  const names = unread.map(({ host }) => host).join(', ');
  return [
    problem('host-not-observable', {
      summary: none
        ? 'no certificate could be read: when they expire is not known'
        : `the certificates of ${names} could not be read: when they expire is not known`,
      evidence: Object.values(observation.hosts).flatMap(({ host, certificates }) =>
        certificates?.known === false ? [`${host}: ${certificates.why}`] : [],
      ),
      remedies: [`on ${none ? 'a master' : names}: kubeadm certs check-expiration`],
    }),
  ];
}

/** Left by a run that was stopped, or kept by nobody's wish. A run that is under way has them too. */
export function credentialProblems({ spec, status }: ProblemSituation): readonly StatusProblem[] {
  const { tokens } = status.credentials;
  if (spec.credentials.keep) return [];
  if (!tokens.known)
    return [
      problem('host-not-observable', {
        urgency: 'soon',
        summary: 'bootstrap tokens could not be read: whether credentials for joining are left is not known',
        evidence: [tokens.why],
        remedies: ['on a master: kubeadm token list'],
      }),
    ];
  const live = tokens.value.filter(({ leftMs }) => (leftMs ?? 1) > 0);
  const own = live.filter((token) => token.own);
  const others = live.filter((token) => !token.own && token.endsCertificateKey);
  return [...ownProblem(own), ...uploadProblem(others)];
}

function ownProblem(own: readonly TokenStatus[]): readonly StatusProblem[] {
  if (own.length === 0) return [];
  const listed = own.map(
    ({ id, leftMs }) => `${id} (${leftMs === undefined ? 'never expires' : `${span(leftMs)} left`})`,
  );
  return [
    problem('credential-left', {
      urgency: 'soon',
      summary: `credentials for joining are left in the cluster: ${listed.join(', ')}`,
      remedies: [
        'if no run is under way: quorate apply revokes them',
        `or on a master: kubeadm token delete ${own.map(({ id }) => id).join(' ')}`,
      ],
    }),
  ];
}

/** No run touches them: whoever uploaded them may be about to join a master. */
function uploadProblem(others: readonly TokenStatus[]): readonly StatusProblem[] {
  return others.map(({ id, leftMs }) =>
    problem('credential-left', {
      urgency: 'soon',
      summary: `certificates for joining masters are uploaded, and nothing shows that a run did it: they go with token ${id} (${leftMs === undefined ? 'never expires' : `${span(leftMs)} left`})`,
      remedies: [
        'ask who uploaded them; quorate apply leaves them alone',
        `if nobody is about to join a master, on a master: kubeadm token delete ${id}`,
      ],
    }),
  );
}
