import { describe, expect, it } from 'vitest';
import type { Observation, ProtocolContext } from '../../src/index.js';
import { contextOf, initialState, known, unknown } from '../../src/index.js';
import { credentialChecks } from '../../src/protocol/credential-checks.js';
import { NOW_MS, runningObservation, withHost } from '../decisions/running-cluster.js';
import { specOf } from './spec-of.js';

const spec = specOf(3, 0);
const HOUR_MS = 3_600_000;
const token = { id: 'abcdef', caCertHash: 'sha256:00', expiresAtMs: NOW_MS + HOUR_MS };
const certificateKey = { expiresAtMs: NOW_MS + HOUR_MS };
const listed = { id: token.id, description: '', usages: ['authentication', 'signing'] };
const owner = { id: 'pxy001', description: '', usages: [] };
const base = runningObservation(spec, { joined: ['master1'] });

function judged(cluster: Partial<Observation['cluster']> = {}, held: Partial<ProtocolContext> = {}) {
  return judgedBy(base, cluster, held);
}

function judgedBy(
  seen: Observation,
  cluster: Partial<Observation['cluster']>,
  held: Partial<ProtocolContext> = {},
) {
  const context: ProtocolContext = {
    ...contextOf(initialState(spec)),
    nowMs: NOW_MS,
    credentials: { token, certificateKey },
    mintedMs: NOW_MS,
    ...held,
  };
  const observation: Observation = {
    ...seen,
    cluster: {
      ...seen.cluster,
      tokens: known([listed, owner]),
      signedTokenIds: known([token.id]),
      uploadedCertificates: known({ ownerTokenId: 'pxy001', emptyEntries: [] }),
      ...cluster,
    },
  };
  return credentialChecks(context, observation).map(({ id, holds }) => `${id}: ${holds}`);
}

const FINE = [
  'token-valid: yes',
  'token-signed: yes',
  'certificate-key-valid: yes',
  'uploaded-certificates-complete: yes',
];
const but = (...changed: readonly string[]): readonly string[] =>
  FINE.map((line) => changed.find((one) => one.split(':')[0] === line.split(':')[0]) ?? line);

describe('credentials that are held', () => {
  it('are usable when the cluster has them too', () => {
    expect(judged()).toEqual(FINE);
  });

  it('are not usable when somebody deleted the token', () => {
    expect(judged({ tokens: known([owner]), signedTokenIds: known([]) })).toEqual(
      but('token-valid: no', 'token-signed: unknown'),
    );
    expect(judged({ tokens: known([{ ...listed, id: 'other0' }, owner]) })).toEqual(but('token-valid: no'));
  });

  it('are not usable before the token is signed', () => {
    expect(judged({ signedTokenIds: known([]) })).toEqual(but('token-signed: unknown'));
    expect(judged({ signedTokenIds: known(null) })).toEqual(but('token-signed: unknown'));
    expect(judged({ signedTokenIds: unknown('no answer') })).toEqual(but('token-signed: unknown'));
  });

  it('are not usable when the uploaded certificates are gone, or some are empty', () => {
    const gone = but('uploaded-certificates-complete: no');
    expect(judged({ uploadedCertificates: known(null) })).toEqual(gone);
    const emptyEntries = ['etcd-ca.key'];
    expect(judged({ uploadedCertificates: known({ ownerTokenId: 'pxy001', emptyEntries }) })).toEqual(gone);
    expect(judged({ uploadedCertificates: unknown('no answer') })).toEqual(
      but('uploaded-certificates-complete: unknown'),
    );
  });

  it('are not usable when the uploaded certificates are about to go with their owner token', () => {
    expect(judged({ tokens: known([listed]) })).toEqual(but('uploaded-certificates-complete: no'));
    expect(judged({ tokens: unknown('no answer') })).toEqual(FINE);
    const unowned = { tokens: known([listed]), uploadedCertificates: known({ emptyEntries: [] }) };
    expect(judged(unowned)).toEqual(FINE);
  });

  it('are not usable when the cluster lists them as expired, or with less than a join may take', () => {
    const budgetMs = spec.budgets.joinTimeoutMs;
    const left = (leftMs: number) => ({ expiresAtMs: NOW_MS + leftMs });
    expect(judged({ tokens: known([{ ...listed, ...left(budgetMs + 1) }, owner]) })).toEqual(FINE);
    for (const leftMs of [budgetMs, 1, 0, -12_000]) {
      expect(judged({ tokens: known([{ ...listed, ...left(leftMs) }, owner]) })).toEqual(
        but('token-valid: no'),
      );
      expect(judged({ tokens: known([listed, { ...owner, ...left(leftMs) }]) })).toEqual(
        but('uploaded-certificates-complete: no'),
      );
    }
    expect(judged({ tokens: known([listed, { ...owner, ...left(budgetMs + 1) }]) })).toEqual(FINE);
  });

  it('are held against the clock of the master that lists them', () => {
    const spanMs = spec.budgets.joinTimeoutMs + 1;
    const tokens = known([{ ...listed, expiresAtMs: NOW_MS + spanMs }, owner]);
    const told = (clockOffsetMs: number) =>
      judgedBy(withHost(base, 'master1', { clockOffsetMs }), { tokens, via: 'master1' });
    expect(told(0)).toEqual(FINE);
    expect(told(1)).toEqual(but('token-valid: no'));
    expect(told(-HOUR_MS)).toEqual(FINE);
  });

  it('are not judged by a look from before they were minted', () => {
    const stale = { mintedMs: NOW_MS + 1 };
    expect(judged({}, stale)).toEqual(
      but('token-signed: unknown', 'uploaded-certificates-complete: unknown'),
    );
    expect(judged({ tokens: known([]), uploadedCertificates: known(null) }, stale)).toEqual(
      but('token-signed: unknown', 'uploaded-certificates-complete: unknown'),
    );
  });

  it('are not usable when less is left than a join may take', () => {
    const expiresAtMs = NOW_MS + spec.budgets.joinTimeoutMs;
    expect(judged({}, { credentials: { token: { ...token, expiresAtMs }, certificateKey } })).toEqual(
      but('token-valid: no'),
    );
    expect(judged({}, { credentials: { token, certificateKey: { expiresAtMs } } })).toEqual(
      but('certificate-key-valid: no', 'uploaded-certificates-complete: unknown'),
    );
    expect(judged({}, { credentials: { token: null, certificateKey: null } })).toEqual([
      'token-valid: no',
      'token-signed: unknown',
      'certificate-key-valid: no',
      'uploaded-certificates-complete: unknown',
    ]);
  });
});
