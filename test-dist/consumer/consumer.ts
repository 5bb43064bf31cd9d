import type { Driver, HostStep, StepOutcome } from '@quorate/core';
import { printable, Secret } from '@quorate/core';
import * as machine from '@quorate/core/machine';
import * as simulator from '@quorate/sim-driver';

/** A driver as a third party would write one: it shows each step instead of running it. */
const showing: Driver = {
  run(host, step) {
    console.log(`${step.kind} on ${host}: ${step.kind === 'write-file' ? printable(step.content) : ''}`);
    const outcome: StepOutcome = { kind: 'succeeded', stdout: '', stderr: '', tookMs: 0 };
    return Promise.resolve(outcome);
  },
};

const step: HostStep = {
  kind: 'write-file',
  path: '/etc/kubernetes/join.yaml',
  content: ['token=', new Secret('bootstrap-token', 'abcdef.0123456789abcdef')],
  mode: 0o600,
  timeoutMs: 1_000,
};

if (Object.keys(machine).length === 0) throw new Error('the machine entry point exports nothing');
if (Object.keys(simulator).length === 0) throw new Error('the simulator exports nothing');
await showing.run('cp1', step, { signal: new AbortController().signal });
