import type { RunResult } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import type { FaultArgument, FaultDefinition, Story, TraceRecord } from '../../src/index.js';
import { etcdMembers, FAULT_CATALOGUE, INVARIANTS, runScenario } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import { faultOf } from '../support/faults.js';

const SCOPES: readonly string[] = ['network', 'driver', 'credentials', 'operator'];
/** In the middle of the bootstrap: the second master is about to join, the third has not. */
const MOMENT = '35s';
const SPAN = '90s';
/** Longer than any patience: a run that has not ended by then never will. */
const ENDLESS_MS = 24 * 3_600_000;

/** Every kind with each of its samples, in short form, from what the catalogue says of it alone. */
const cases = FAULT_CATALOGUE.filter(
  ({ scope, aftermath }) => SCOPES.includes(scope) && aftermath !== 'no-fault',
).flatMap((definition) => shortForms(definition).map((text) => ({ definition, text })));

function shortForms(definition: FaultDefinition): readonly string[] {
  const { kind, args, timing } = definition;
  const variants = Math.max(1, ...args.map(({ samples = [] }) => samples.length));
  return Array.from({ length: variants }, (_, variant) => {
    const values = args.map((argument, index) => valueOf(argument, index, variant));
    const given = values.join(',').replace(/,+$/, '');
    const moment = `@${MOMENT}${timing === 'lasting' ? `~${SPAN}` : ''}`;
    return `${kind}${given === '' ? '' : `:${given}`}${moment}`;
  });
}

/** Hosts that are in the middle of it: the master that is there, and the one that joins. */
function valueOf({ type, roles, samples = [] }: FaultArgument, index: number, variant: number): string {
  switch (type) {
    case 'host':
      if (roles?.every((role) => role === 'load-balancer') === true) return 'proxy';
      return ['master2', 'master1', 'node1'][index] ?? 'master3';
    case 'before-or-after':
      return 'after';
    case 'duration':
    case 'name':
    case 'number':
    case 'text':
      return samples[variant % Math.max(1, samples.length)] ?? '';
  }
}

async function bootstrap(text: string): Promise<{ readonly story: Story; readonly result: RunResult }> {
  const spec = tutorialSpec();
  const fault = faultOf(spec, text);
  let startedMs: number | undefined;
  const story = await runScenario(
    { spec, seed: 1, faults: [fault], late: {} },
    {
      keepTrace: true,
      invariants: INVARIANTS,
      onEvent: ({ atMs }) => {
        startedMs ??= atMs;
        if (atMs - startedMs > ENDLESS_MS) throw new Error('the run does not end');
      },
    },
  );
  const [chapter] = story.chapters;
  if (chapter === undefined) throw new Error('nothing was run');
  return { story, result: chapter.result };
}

describe('one fault in the middle of a bootstrap of three masters', () => {
  it.each(cases)('$text: $definition.aftermath', async ({ definition, text }) => {
    const { story, result } = await bootstrap(text);
    const { trace } = story.simulation.world;
    expect(trace.records.filter(({ event }) => event === 'fault.struck')).toHaveLength(1);
    expect(story.violations).toEqual([]);
    if (definition.aftermath === 'needs-a-person' && result.status === 'blocked') {
      expect(result.reason.evidence.length).toBeGreaterThan(0);
      expect(result.reason.remedies.length).toBeGreaterThan(0);
      return;
    }
    expect(result.status === 'blocked' ? result.reason : result.status).toBe('ready');
    const members = etcdMembers(story.simulation.world).map(({ name }) => name);
    expect(members.sort()).toEqual(['master1', 'master2', 'master3']);
  });
});

/** Everything goes to a master that has not joined, for a while or for good; the protocol configured the load balancer itself. */
const TO_THE_FUTURE: readonly (readonly [fault: string, master: string, how: 'waited for' | 'mended'])[] = [
  ['only-backend:proxy,master3@journal.written/what=join-control-plane~90s', 'master3', 'waited for'],
  ['only-backend:proxy,master3@journal.written/what=join-control-plane', 'master3', 'mended'],
  ['only-backend:proxy,master2@kubeadm.phase/master1/phase=certs', 'master2', 'mended'],
  ['only-backend:proxy,master3@kubeadm.phase/master3/phase=check-etcd', 'master3', 'mended'],
];

describe('a load balancer that sends everything to a master that has not joined', () => {
  it.each(TO_THE_FUTURE)('%s: ready with %s, the list is %s', async (text, master, how) => {
    const { story, result } = await bootstrap(text);
    const { records } = story.simulation.world.trace;
    const edited = records.findIndex(({ event }) => event === 'lb.edited');
    const isJoined = ({ event, host }: TraceRecord): boolean =>
      event === 'etcd.member-started' && host === master;
    expect(edited).toBeGreaterThan(0);
    expect(records.slice(0, edited).filter(isJoined)).toEqual([]);
    const configured = ({ event, detail }: TraceRecord): boolean =>
      event === 'journal.written' && detail?.['what'] === 'configure-load-balancer';
    expect(records.slice(edited).some(configured)).toBe(how === 'mended');
    expect(story.violations).toEqual([]);
    expect(result.status).toBe('ready');
  });
});
