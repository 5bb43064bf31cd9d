import fc from 'fast-check';
import { formatDiagnostic } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import type { ScenarioFile } from '../../src/index.js';
import { parseScenarioFile, scenarioFromFile } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();

function told(text: string): ScenarioFile {
  const parsed = parseScenarioFile(text);
  if (!parsed.ok) throw new Error(parsed.error.map(formatDiagnostic).join('\n'));
  return parsed.value;
}

function problemsOf(text: string): readonly string[] {
  const parsed = parseScenarioFile(text, { fileName: 'story.yaml' });
  return parsed.ok ? [] : parsed.error.map(formatDiagnostic);
}

describe('a scenario file', () => {
  it('says which hosts of its spec there are, in the order of the spec', () => {
    const file = told('spec: ../ha-cluster.yaml\nhosts: [master1, proxy]\nunprepared: all\nseed: 7\n');
    expect(file.specPath).toBe('../ha-cluster.yaml');
    const meant = scenarioFromFile(file, spec);
    if (!meant.ok) throw new Error(meant.error.join('\n'));
    expect(meant.value).toMatchObject({ seed: 7, unprepared: ['proxy', 'master1'] });
    expect(meant.value.spec).toEqual({
      ...spec,
      hosts: spec.hosts.filter(({ name }) => name === 'proxy' || name === 'master1'),
    });
  });

  it('has all hosts when it names none', () => {
    expect(scenarioFromFile(told('late: { master3: 3d }\n'), spec)).toEqual({
      ok: true,
      value: { spec, seed: 1, faults: [], late: { master3: 259_200_000 } },
    });
  });

  it('cannot strike, delay or leave unprepared a host that it leaves out', () => {
    const file = told(
      'hosts: [proxy, master1]\nfaults: [reboot:node1@1s]\nlate: { node1: 1h }\nunprepared: [node1]\n',
    );
    expect(scenarioFromFile(file, spec)).toEqual({
      ok: false,
      error: [
        'fault reboot: no host "node1"; there are proxy, master1',
        'late host "node1" is not in the spec; in this cluster none can',
        'unprepared host "node1" is not in the spec; these can: proxy, master1',
      ],
    });
  });

  it('refuses hosts that are not there, and hosts that make no cluster', () => {
    expect(scenarioFromFile(told('hosts: [proxy, master9]\n'), spec)).toMatchObject({
      ok: false,
      error: [expect.stringContaining('no host "master9" in the spec; there are jumpbox, proxy')],
    });
    expect(scenarioFromFile(told('hosts: [master1, node1]\n'), spec)).toMatchObject({
      ok: false,
      error: [expect.stringContaining('with only master1, node1 there is no cluster: spec.')],
    });
  });

  it('names all that is wrong with it, each with its place', () => {
    expect(problemsOf('seeed: 1\nhosts: proxy\nfaults: [1]\nseed: two\nabout: [a]\n')).toEqual([
      'story.yaml:1:1 error unknown key "seeed"; there are about, spec, manifest, hosts, seed, faults, late, unprepared',
      'story.yaml:5:1 error about is a text',
      'story.yaml:2:1 error hosts is a list of hosts of the spec',
      'story.yaml:4:1 error seed is a whole number',
      'story.yaml:3:1 error faults is a list of texts such as "power-off:master2@60s"',
    ]);
    expect(problemsOf('spec: { kind: Cluster }\n').join('\n')).toContain('story.yaml (spec):1:1 error');
    expect(problemsOf('about: *nowhere\n')).toHaveLength(1);
  });

  it('never throws, whatever the text', () => {
    const keys = ['about', 'spec', 'manifest', 'hosts', 'seed', 'faults', 'late', 'unprepared', 'other'];
    const mapping = fc
      .dictionary(fc.constantFrom(...keys), fc.jsonValue())
      .map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.oneof(fc.string(), mapping), (text) => {
        const parsed = parseScenarioFile(text);
        if (parsed.ok) expect(scenarioFromFile(parsed.value, spec)).toHaveProperty('ok');
        else expect(parsed.error.length).toBeGreaterThan(0);
      }),
    );
  });
});
