import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/commands/command.js';
import { lower } from '../../src/commands/lower.js';
import type { Reading } from '../../src/commands/report.js';
import { read } from '../../src/commands/read.js';
import type { StepOutcome } from '../../src/steps/step-outcome.js';
import { fixture } from '../fixtures/fixture.js';
import { execute, exited, failed, lost, succeeded } from './outcomes.js';
import { CA_CERT_HASH, NOW_MS, SAMPLE_COMMANDS, sampleContext } from './sample-cluster.js';

/** Answers per program; whatever is not named succeeds with nothing printed. */
function reading(command: Command, answers: Readonly<Record<string, StepOutcome>>): Reading {
  const context = sampleContext();
  const plan = lower(command, context);
  const outcomes = execute(plan, ({ key, step }) => {
    const typed = step.kind === 'run' ? step.argv.join(' ') : step.kind;
    const answer = Object.entries(answers).find(([part]) => typed.includes(part) || key.endsWith(part));
    return answer?.[1] ?? succeeded();
  });
  return read(command, plan, outcomes, context);
}

const JOIN = SAMPLE_COMMANDS['join-control-plane'];

/** kubeadm 1.20, until the preflight of a master has nothing left to do but that. */
const PULLING = fixture('kubeadm-1.20/join-control-plane.stdout').replace(
  /(using 'kubeadm config images pull'\n)[^]*$/,
  '$1',
);

describe('a join', () => {
  it('succeeded', () => {
    const { report } = reading(JOIN, {});
    expect(report).toEqual({ outcome: 'succeeded', facts: { kind: 'none' } });
  });

  it('failed, with class, command and the lines that matter', () => {
    const stderr = fixture('kubeadm-1.20/join-token-deleted.stderr');
    expect(reading(JOIN, { 'kubeadm join': exited(1, { stderr }) }).report).toEqual({
      outcome: 'failed',
      failure: {
        class: 'token-unusable',
        host: 'master2',
        tried: 'kubeadm join --config /run/quorate/join.yaml',
        seen: 'error execution phase preflight: unable to fetch the kubeadm-config ConfigMap: failed to get config map: Unauthorized',
      },
      facts: { kind: 'none' },
    });
  });

  it('is unknown when its answer was lost', () => {
    const { report } = reading(JOIN, {
      'kubeadm join': lost({ stdout: '[etcd] Announced new etcd member' }),
    });
    expect(report.outcome).toBe('unknown');
    expect(report.failure).toMatchObject({
      class: 'answer-lost',
      seen: expect.stringContaining('Announced'),
    });
  });

  it.each([
    ['kubeadm join', JOIN],
    ['kubeadm init', SAMPLE_COMMANDS.initialise],
  ])('%s whose time was over while it pulled images says so', (program, command) => {
    const timedOut = (stdout: string): string | undefined =>
      reading(command, { [program]: { ...lost({ stdout }), cause: 'timed-out' } }).report.failure?.class;
    expect(timedOut(PULLING)).toBe('pulling-images');
    expect(
      reading(command, { [program]: { ...lost({ stdout: PULLING }), cause: 'timed-out' } }).report.failure
        ?.seen,
    ).toMatch(/^answer lost: timed-out\n\[preflight\] You can also .* 'kubeadm config images pull'$/);
    expect(timedOut(`${PULLING}[certs] Using certificateDir folder "/etc/kubernetes/pki"\n`)).toBe(
      'answer-lost',
    );
    expect(timedOut('[preflight] Running pre-flight checks\n')).toBe('answer-lost');
    expect(reading(command, { [program]: lost({ stdout: PULLING }) }).report).toMatchObject({
      outcome: 'unknown',
      failure: { class: 'answer-lost' },
    });
  });

  it('is done when its closing lines were seen, though its exit code was not', () => {
    const stdout = fixture('kubeadm-1.20/join-control-plane.stdout');
    expect(reading(JOIN, { 'kubeadm join': lost({ stdout }) }).report.outcome).toBe('succeeded');
  });

  it('failed for certain when only the end of writing its file was not seen: nothing read the file', () => {
    expect(reading(JOIN, { 'write-file': lost() }).report).toMatchObject({
      outcome: 'failed',
      failure: { class: 'answer-lost' },
    });
  });

  it('failed for certain when the host could not be reached', () => {
    const unreachable = failed({ kind: 'unreachable', detail: 'connect ETIMEDOUT 192.168.56.6:22' });
    expect(reading(JOIN, { 'write-file': unreachable }).report).toMatchObject({
      outcome: 'failed',
      failure: { class: 'host-unreachable', seen: 'connect ETIMEDOUT 192.168.56.6:22' },
    });
  });

  it('failed when it was killed', () => {
    const killed = failed({ kind: 'signal', signal: 'SIGKILL' });
    expect(reading(JOIN, { 'kubeadm join': killed }).report.failure).toMatchObject({
      class: 'killed',
      seen: 'killed by SIGKILL',
    });
  });

  it('does not care about its clean-up', () => {
    expect(reading(JOIN, { 'remove-file': lost() }).report.outcome).toBe('succeeded');
  });

  it('is unknown when nothing is recorded of it', () => {
    const context = sampleContext();
    const report = read(JOIN, lower(JOIN, context), new Map(), context).report;
    expect(report).toMatchObject({ outcome: 'unknown', failure: { class: 'answer-lost' } });
  });
});

describe('an init', () => {
  const stdout = fixture('kubeadm-1.20/init.stdout');
  const credentials = {
    kind: 'credentials',
    token: { id: 'lmrozx', caCertHash: CA_CERT_HASH, expiresAtMs: NOW_MS + 86_400_000 },
    certificateKey: { expiresAtMs: NOW_MS + 7_200_000 },
  };

  it.each([
    ['succeeded', succeeded({ stdout })],
    ['lost its exit code after the done block', lost({ stdout })],
  ])('that %s gives credentials, their secret halves apart', (_what, outcome) => {
    const { report, secrets } = reading(SAMPLE_COMMANDS.initialise, { 'kubeadm init': outcome });
    expect(report).toEqual({ outcome: 'succeeded', facts: credentials });
    expect(secrets['bootstrap-token']?.reveal()).toBe('lmrozx.9vg9onmbzmevwtqa');
    expect(secrets['certificate-key']?.reveal()).toMatch(/^f6b3f983/);
    expect(JSON.stringify(report)).not.toContain('9vg9onmbzmevwtqa');
  });

  it('that succeeded with an output nobody understands gives no credentials', () => {
    expect(reading(SAMPLE_COMMANDS.initialise, {})).toEqual({
      report: { outcome: 'succeeded', facts: { kind: 'credentials' } },
      secrets: {},
    });
  });

  it('that was cut gives none, though they were printed', () => {
    const cut = stdout.slice(0, stdout.indexOf('[addons]'));
    expect(reading(SAMPLE_COMMANDS.initialise, { 'kubeadm init': lost({ stdout: cut }) })).toMatchObject({
      report: { outcome: 'unknown', facts: { kind: 'none' } },
      secrets: {},
    });
  });

  it.each([
    ['before it wrote into its cluster', '[upload-config]', 'init-never-served'],
    ['after that', '[kubelet] Creating a ConfigMap', 'none'],
    ['at its very end', '[addons] Applied essential addon: kube-proxy', 'none'],
  ])('that failed %s says so', (_when, line, facts) => {
    const cut = stdout.slice(0, stdout.indexOf(line));
    const ended = (outcome: StepOutcome): string =>
      reading(SAMPLE_COMMANDS.initialise, { 'kubeadm init': outcome }).report.facts.kind;
    expect(ended(exited(1, { stdout: cut }))).toBe(facts);
    expect(ended(failed({ kind: 'signal', signal: 'SIGKILL' }, { stdout: cut }))).toBe(facts);
    // It may have gone on unseen.
    expect(ended(lost({ stdout: cut }))).toBe('none');
  });

  it('never shows what a sensitive step printed', () => {
    const { report } = reading(SAMPLE_COMMANDS.initialise, { 'kubeadm init': exited(1, { stdout }) });
    expect(report.failure?.seen).toBe('exit 1, nothing printed');
  });
});

describe('minting', () => {
  const MINT = SAMPLE_COMMANDS['mint-credentials'];
  const token = succeeded({ stdout: fixture('kubeadm-1.20/token-create.stdout') });
  const upload = succeeded({ stdout: fixture('kubeadm-1.20/upload-certs.stdout') });

  it('gives both', () => {
    const { report, secrets } = reading(MINT, { 'token create': token, 'upload-certs': upload });
    expect(report.facts).toEqual({
      kind: 'credentials',
      token: { id: 'tsjylv', caCertHash: CA_CERT_HASH, expiresAtMs: NOW_MS + 86_400_000 },
      certificateKey: { expiresAtMs: NOW_MS + 7_200_000 },
    });
    expect(Object.keys(secrets)).toEqual(['bootstrap-token', 'certificate-key']);
  });

  it('keeps the key that was uploaded when the token could not be made: the key before it is useless now', () => {
    const refused = exited(1, {
      stderr: 'The connection to the server 192.168.56.4:6443 was refused - did you',
    });
    const { report, secrets } = reading(MINT, { 'token create': refused, 'upload-certs': upload });
    expect(report).toMatchObject({ outcome: 'failed', failure: { class: 'api-unreachable' } });
    expect(Object.keys(secrets)).toEqual(['certificate-key']);
  });

  it('is unknown when one part failed and the end of the other was not seen', () => {
    const { report } = reading(MINT, { 'token create': exited(1), 'upload-certs': lost() });
    expect(report.outcome).toBe('unknown');
  });
});

describe('what is already so', () => {
  it('is a token that is gone', () => {
    const stderr = 'failed to delete bootstrap token "abcdef": secrets "bootstrap-token-abcdef" not found\n';
    const { report } = reading(SAMPLE_COMMANDS['revoke-credentials'], {
      'token delete abcdef': exited(1, { stderr }),
    });
    expect(report.outcome).toBe('succeeded');
  });

  it('is a member that is gone', () => {
    const { report } = reading(SAMPLE_COMMANDS['remove-member'], {
      'member remove': exited(1, { stderr: 'Error: etcdserver: member not found\n' }),
    });
    expect(report.outcome).toBe('succeeded');
  });

  it('is a leader that could not hand over: whether it goes is decided by the removal', () => {
    const leading = {
      ...SAMPLE_COMMANDS['remove-member'],
      handOver: { from: 'master2', to: '8211f1d0f64f3269' },
    };
    const refused = exited(1, { stderr: 'Error: no leader endpoint given at [https://127.0.0.1:2379]\n' });
    for (const outcome of [refused, lost()])
      expect(reading(leading, { 'move-leader': outcome }).report.outcome).toBe('succeeded');
    expect(reading(leading, { 'member remove': lost() }).report.outcome).toBe('unknown');
  });

  it('is a configuration of the CNI that never was, not one that stays', () => {
    const reset = (stderr: string) =>
      reading(SAMPLE_COMMANDS['reset-host'], { 'clean-cni': exited(1, { stderr }) }).report;
    expect(reset('find: ‘/etc/cni/net.d’: No such file or directory\n').outcome).toBe('succeeded');
    const stays = reset('find: cannot delete ‘/etc/cni/net.d/10-x.conflist’: Operation not permitted\n');
    expect(stays).toMatchObject({ outcome: 'failed', failure: { tried: /find \/etc\/cni\/net.d/ } });
  });

  it('is a learner that was promoted before, not one that lags behind', () => {
    const promote = (stderr: string) =>
      reading(SAMPLE_COMMANDS['promote-learner'], { 'member promote': exited(1, { stderr }) }).report;
    expect(promote('Error: etcdserver: can only promote a learner member\n').outcome).toBe('succeeded');
    expect(
      promote('Error: etcdserver: can only promote a learner member which is in sync with leader\n').failure
        ?.class,
    ).toBe('learner-not-in-sync');
  });
});

it('says that the load balancer refused its configuration, and reloads nothing', () => {
  const command = SAMPLE_COMMANDS['configure-load-balancer'];
  const context = sampleContext();
  const plan = lower(command, context);
  const stderr = 'nginx: [emerg] unknown directive "stream" in /etc/nginx/nginx.conf:11\n';
  const outcomes = execute(plan, ({ key }) =>
    key.endsWith('/check-config') ? exited(1, { stderr }) : succeeded(),
  );
  expect(read(command, plan, outcomes, context).report.failure?.class).toBe('load-balancer-config-invalid');
  expect([...outcomes.keys()]).toEqual(['proxy/write-config', 'proxy/check-config']);
});

it('tells an endpoint that does not answer from a host that could not be asked', () => {
  const command = SAMPLE_COMMANDS['prove-endpoint'];
  const from = { ...command, from: ['master1', 'master2', 'master3'] };
  const { report } = reading(from, {
    'master2/probe-endpoint': failed({ kind: 'tcp', reason: 'refused' }),
    'master3/probe-endpoint': failed({ kind: 'unreachable', detail: 'no route' }),
  });
  expect(report.facts).toEqual({
    kind: 'endpoint',
    reachableFrom: { master1: 'yes', master2: 'no', master3: 'unknown' },
  });
});

it('tells an apiserver that is not ready from one that could not be asked', () => {
  const { report } = reading(SAMPLE_COMMANDS['probe-api'], {
    'master1/api-ready': succeeded({ stdout: 'ok' }),
    'master1/api-ready-via-endpoint': failed({ kind: 'unreachable', detail: 'no route' }),
    'master2/api-ready': exited(1, {
      stderr:
        'The connection to the server 192.168.56.6:6443 was refused - did you specify the right host or port?\n',
    }),
    'master2/api-ready-via-endpoint': exited(1, {
      stderr: 'error: stat /etc/kubernetes/admin.conf: no such file\n',
    }),
  });
  expect(report).toEqual({
    outcome: 'succeeded',
    facts: {
      kind: 'api',
      answers: {
        master1: { itself: 'yes', viaEndpoint: 'unknown' },
        master2: { itself: 'no', viaEndpoint: 'unknown' },
      },
    },
  });
});
