import { describe, expectTypeOf, it } from 'vitest';
import type {
  Command,
  CommandReport,
  ExecutionEvent,
  HostStep,
  ProtocolEvent,
  ProtocolStatus,
  RunResult,
  StepOutcome,
  Tri,
} from '../../src/index.js';

/** A new member of a public union must be seen by everybody who switches over it: it breaks here first. */
describe('public unions', () => {
  it('have exactly these members', () => {
    expectTypeOf<HostStep['kind']>().toEqualTypeOf<
      'run' | 'write-file' | 'read-file' | 'remove-file' | 'probe-tcp'
    >();
    expectTypeOf<StepOutcome['kind']>().toEqualTypeOf<'succeeded' | 'failed' | 'unknown'>();
    expectTypeOf<CommandReport['outcome']>().toEqualTypeOf<'succeeded' | 'failed' | 'unknown'>();
    expectTypeOf<Tri>().toEqualTypeOf<'yes' | 'no' | 'unknown'>();
    expectTypeOf<ProtocolEvent['type']>().toEqualTypeOf<
      'run.started' | 'command.settled' | 'run.resumed' | 'run.aborted'
    >();
    expectTypeOf<ProtocolStatus['kind']>().toEqualTypeOf<'working' | 'ready' | 'blocked' | 'aborted'>();
    expectTypeOf<RunResult['status']>().toEqualTypeOf<'ready' | 'blocked' | 'aborted'>();
    expectTypeOf<ExecutionEvent['type']>().toEqualTypeOf<
      | 'state.entered'
      | 'command.issued'
      | 'step.started'
      | 'step.settled'
      | 'command.settled'
      | 'event.ignored'
      | 'run.stopping'
      | 'run.blocked'
      | 'run.unblocked'
      | 'run.ended'
    >();
    expectTypeOf<Command['kind']>().toEqualTypeOf<
      | 'observe'
      | 'wait'
      | 'prepare-host'
      | 'configure-load-balancer'
      | 'prove-endpoint'
      | 'probe-api'
      | 'initialise'
      | 'finish-initialise'
      | 'mint-credentials'
      | 'revoke-credentials'
      | 'apply-cni'
      | 'join-control-plane'
      | 'finish-join'
      | 'promote-learner'
      | 'remove-member'
      | 'delete-node'
      | 'restart-kubelet'
      | 'reset-host'
      | 'join-worker'
    >();
  });
});
