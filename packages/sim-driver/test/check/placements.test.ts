import { describe, expect, it } from 'vitest';
import {
  endKey,
  faultForms,
  isFailure,
  runChecked,
  singles,
  stagesOf,
  stepBoundaries,
} from '../../src/check/index.js';
import { faultKinds } from '../../src/check/fault-kinds.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();
const base = { spec, seed: 1, late: {} };

describe('placements', () => {
  it('stand at every command, phase and membership event of the bootstrap', async () => {
    const steps = await stepBoundaries(base);
    const of = (event: string) => steps.filter((step) => step.event === event);
    expect(of('etcd.member-added')).toHaveLength(2);
    expect(of('etcd.member-started')).toHaveLength(3);
    expect(of('kubeadm.phase').length).toBeGreaterThan(60);
    expect(of('journal.written').map(({ detail }) => detail?.['what'])).toContain('join-control-plane');
    expect(new Set(steps.map((step) => JSON.stringify(step))).size).toBe(steps.length);
  });

  it('cover every kind of fault for every standing of a host, at every step', async () => {
    const steps = await stepBoundaries(base);
    const forms = faultForms(spec, 'every-role');
    const kinds = new Set(forms.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(
      faultKinds(spec)
        .map(({ kind }) => kind)
        .sort(),
    );
    expect(singles(forms, steps)).toHaveLength(forms.length * steps.length);
    expect(faultForms(spec, 'every-host').length).toBeGreaterThan(forms.length);
  });

  it('let every host and every argument have its turn', async () => {
    const steps = await stepBoundaries(base);
    const all = singles(faultForms(spec, 'every-role'), steps);
    const argumentsOf = (kind: string, name: string) =>
      new Set(all.filter((fault) => fault.kind === kind).map(({ args }) => args[name]));
    const masters = ['master1', 'master2', 'master3'];
    expect([...argumentsOf('never-starts', 'host')].sort()).toEqual(masters);
    expect([...argumentsOf('only-backend', 'master')].sort()).toEqual(masters);
    expect([...argumentsOf('close-port', 'port')].sort()).toEqual(['10250', '2379', '2380', '6443']);
    const cut = all.filter(({ kind }) => kind === 'cut').map(({ args }) => `${args['from']} ${args['to']}`);
    for (const from of masters)
      for (const to of masters) if (from !== to) expect(cut).toContain(`${from} ${to}`);
    expect(singles(faultForms(spec, 'every-role'), steps, 1)).not.toEqual(all);
  });

  it('leave out what cannot do anything: a program where it does not run, a learner where there is none', () => {
    const forms = faultForms(spec, 'every-role');
    const killed = forms.filter(({ kind }) => kind === 'kill').flatMap(({ variants }) => variants);
    const on = (program: string) =>
      new Set(killed.filter((args) => args['program'] === program).map(({ host }) => host));
    expect(on('nginx')).toEqual(new Set(['proxy']));
    expect(on('etcd')).toEqual(new Set(['master1', 'master2', 'master3']));
    expect(on('kubelet')).toEqual(new Set(['master1', 'master2', 'master3', 'node1', 'node2']));
    expect(forms.some(({ kind }) => kind === 'kill-learner')).toBe(false);
    const later = faultForms({ ...spec, kubernetesVersion: 'v1.33.0' }, 'every-role');
    expect(later.some(({ kind }) => kind === 'kill-learner')).toBe(true);
  });

  it('fall into stages, in each of which the members of etcd and the command that changes the control plane are the same', async () => {
    const steps = await stepBoundaries(base);
    const stages = stagesOf(steps);
    expect(stages.flat()).toEqual(steps);
    const first = ([step]: (typeof stages)[number]) =>
      step?.event === 'journal.written' ? step.detail?.['what'] : step?.event;
    expect(stages.map(first)).toEqual([
      'observe',
      'initialise',
      'etcd.member-started',
      'join-control-plane',
      'etcd.member-added',
      'etcd.member-started',
      'join-control-plane',
      'etcd.member-added',
      'etcd.member-started',
      'revoke-credentials',
    ]);
  });

  it('all strike: a fault at a step of the bootstrap is never missed', async () => {
    const steps = await stepBoundaries(base);
    const reboots = faultForms(spec, 'every-role').filter(({ kind }) => kind === 'lose-reply');
    const every = singles(reboots, steps).filter((_, index) => index % 37 === 0);
    for (const fault of every) {
      const { end, missed } = await runChecked({ ...base, faults: [fault] });
      expect(missed, JSON.stringify(fault)).toEqual([]);
      expect(isFailure(end), endKey(end)).toBe(false);
    }
  });
});
