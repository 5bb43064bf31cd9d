import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Diagnosis } from '@quorate/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeSupportBundle } from '../../src/support-bundle/support-bundle.js';
import { evidenceDirectory, writeEvidence } from '../../src/support-bundle/write-evidence.js';

const TOKEN = 'abcdef.0123456789abcdef';
const item = { host: 'master1', tried: 'date', outcome: { kind: 'answered' } as const };
const DIAGNOSIS: Diagnosis = {
  causes: [],
  evidence: {
    collectedAtMs: 0,
    endpoint: { host: '192.168.56.4', port: 6443 },
    hosts: [],
    items: [
      { ...item, source: 'clock', text: '1\n' },
      { ...item, source: 'certificates', subject: '/etc/kubernetes/pki/etcd/peer.crt', text: 'notAfter=x\n' },
      {
        ...item,
        source: 'paths',
        subject: '10.0.0.1:2380',
        tried: 'nc -z 10.0.0.1 2380',
        text: '',
        outcome: { kind: 'failed', detail: 'refused' },
      },
    ],
  },
};

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'quorate-bundle-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('evidence beside the journal', () => {
  test('is for nobody but the user, one file for each question', () => {
    const at = evidenceDirectory(join(directory, 'run.journal'));
    expect(writeEvidence(at, DIAGNOSIS)).toBe(join(directory, 'run.journal.evidence', '001'));
    expect(modeOf(at)).toBe(0o700);
    expect(modeOf(join(at, '001-master1'))).toBe(0o700);
    const files = readdirSync(join(at, '001-master1')).sort();
    expect(files).toEqual(['certificates-etc-kubernetes-pki-etcd-peer.crt.log', 'clock.log', 'paths.log']);
    for (const file of files) expect(modeOf(join(at, '001-master1', file))).toBe(0o600);
    expect(modeOf(join(at, '001-diagnosis.json'))).toBe(0o600);
    expect(readFileSync(join(at, '001-master1', 'paths.log'), 'utf8')).toBe(
      '$ nc -z 10.0.0.1 2380\nrefused\n',
    );
  });

  test('of a later failure stands beside the earlier, and overwrites nothing', () => {
    writeEvidence(directory, DIAGNOSIS);
    writeEvidence(directory, DIAGNOSIS);
    expect(readdirSync(directory).sort()).toEqual([
      '001-diagnosis.json',
      '001-master1',
      '002-diagnosis.json',
      '002-master1',
    ]);
  });
});

describe('a support bundle', () => {
  const write = (path: string, from = directory): readonly string[] => {
    const evidence = `${from}/run.evidence`;
    writeEvidence(evidence, DIAGNOSIS);
    writeFileSync(`${evidence}/id_rsa`, 'a key that somebody put there');
    return writeSupportBundle(
      path,
      {
        spec: `# ${TOKEN}\nkind: Cluster\n`,
        journal: `{"text":"${TOKEN}"}\n`,
        evidenceDirectory: evidence,
        evidence: DIAGNOSIS.evidence,
        versions: { quorate: '0.1.0' },
      },
      1_767_225_600_000,
    );
  };

  test('holds spec, journal, evidence and versions, says so, and nothing else', () => {
    const path = join(directory, 'bundle.tar.gz');
    const contents = write(path);
    expect(modeOf(path)).toBe(0o600);
    const listed = execFileSync('tar', ['-tzf', path], { encoding: 'utf8' }).trim().split('\n');
    expect(listed).toEqual([...contents]);
    expect(listed).toContain('quorate-support/spec.yaml');
    expect(listed).toContain('quorate-support/journal.jsonl');
    expect(listed).toContain('quorate-support/evidence/001-master1/clock.log');
    expect(listed).toContain('quorate-support/evidence/now-master1/clock.log');
    expect(listed.filter((name) => name.includes('id_rsa'))).toEqual([]);
  });

  test.each([
    ['an absolute path', () => directory],
    ['a path from here', () => `./${relative('.', directory)}`],
    ['a path with a step back', () => join(directory, 'x') + '/..'],
  ])('names its files alike when the evidence is given as %s', (_what, from) => {
    expect(write(join(directory, 'bundle.tar.gz'), from())).toEqual([
      'quorate-support/versions.json',
      'quorate-support/spec.yaml',
      'quorate-support/journal.jsonl',
      'quorate-support/evidence/001-diagnosis.json',
      ...['certificates-etc-kubernetes-pki-etcd-peer.crt', 'clock', 'paths'].map(
        (name) => `quorate-support/evidence/001-master1/${name}.log`,
      ),
      ...['clock', 'certificates-etc-kubernetes-pki-etcd-peer.crt', 'paths'].map(
        (name) => `quorate-support/evidence/now-master1/${name}.log`,
      ),
    ]);
  });

  test('can be read with tar, and has no secret in it', () => {
    const path = join(directory, 'bundle.tar.gz');
    write(path);
    const all = execFileSync('tar', ['-xzOf', path], { encoding: 'utf8' });
    expect(all).not.toContain(TOKEN);
    expect(all).toContain('# <bootstrap token>\nkind: Cluster\n');
    expect(all).toContain('"quorate": "0.1.0"');
  });

  test('is refused where there is such a file, which stays as it is', () => {
    const path = join(directory, 'bundle.tar.gz');
    writeFileSync(path, 'mine');
    expect(() => write(path)).toThrow(/EEXIST/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
