import { millis } from '../engine/scheduler.js';
import type { StepFilter } from '../driver/reply-faults.js';
import type { FaultArgument, FaultDefinition } from './fault.js';
import { PROGRAMS_OF_ROLES } from './programs-of-roles.js';
import { PROGRAM_NAMES } from './simulated-names.js';
import { parseSpan } from './span.js';

const HOST: FaultArgument = { name: 'host', type: 'host' };
const PROGRAM: FaultArgument = {
  name: 'program',
  type: 'name',
  names: PROGRAM_NAMES,
  rolesOf: PROGRAMS_OF_ROLES,
  samples: ['kubeadm', 'kubectl', 'etcdctl'],
};
/** Any word of a command line. */
const CONTAINING: FaultArgument = { name: 'containing', type: 'text', optional: true };
const MOMENT: FaultArgument = { name: 'moment', type: 'before-or-after', optional: true };

const loseReply: FaultDefinition = {
  kind: 'lose-reply',
  title: 'the connection breaks before or after the next run of a program on a host',
  scope: 'driver',
  timing: 'once',
  aftermath: 'heals',
  args: [HOST, PROGRAM, CONTAINING, MOMENT],
  apply({ replyFaults }, args) {
    replyFaults.troubleNext(filterOf(args), { kind: 'lost', moment: momentOf(args, 'after') });
    return undefined;
  },
};

const cutStep: FaultDefinition = {
  kind: 'cut-step',
  title: 'the connection breaks in the middle of the next run of a program on a host; the program goes on',
  scope: 'driver',
  timing: 'once',
  aftermath: 'heals',
  args: [
    HOST,
    PROGRAM,
    CONTAINING,
    { name: 'after', type: 'duration', optional: true, samples: ['50ms', '1s', '20s'] },
  ],
  apply({ replyFaults }, args) {
    const afterMs = Math.max(0, parseSpan(args['after'] ?? '1s') ?? 0);
    replyFaults.troubleNext(filterOf(args), { kind: 'cut', afterUs: millis(afterMs) });
    return undefined;
  },
};

const hangStep: FaultDefinition = {
  kind: 'hang-step',
  title:
    'the next run of a program on a host hangs before it begins, or after its end, until the step is out of time',
  scope: 'driver',
  timing: 'once',
  aftermath: 'heals',
  args: [HOST, PROGRAM, CONTAINING, MOMENT],
  apply({ replyFaults }, args) {
    replyFaults.troubleNext(filterOf(args), { kind: 'hung', moment: momentOf(args, 'before') });
    return undefined;
  },
};

const slowReplies: FaultDefinition = {
  kind: 'slow-replies',
  title: 'every answer of a host to the orchestrator takes this much longer',
  scope: 'driver',
  timing: 'lasting',
  aftermath: 'heals',
  args: [HOST, { name: 'by', type: 'duration', samples: ['200ms', '2s', '7s'] }],
  apply: ({ replyFaults }, { host = '', by = '0s' }) =>
    replyFaults.delay(host, Math.max(0, millis(parseSpan(by) ?? 0))),
};

const limitSessions: FaultDefinition = {
  kind: 'limit-sessions',
  title: 'the SSH server of a host opens so many sessions at once, and no more',
  scope: 'driver',
  timing: 'lasting',
  aftermath: 'heals',
  args: [HOST, { name: 'most', type: 'number', samples: ['1', '2', '4'] }],
  apply: ({ replyFaults }, { host = '', most = '1' }) => replyFaults.limitSessions(host, Number(most)),
};

/** What keeps an SSH client from running anything on a host, until it is cured; steps under way go on. */
function refusal(kind: string, title: string, reason: string): FaultDefinition {
  return {
    kind,
    title,
    scope: 'driver',
    timing: 'lasting',
    aftermath: 'heals',
    args: [HOST],
    apply: ({ replyFaults }, { host = '' }) => replyFaults.refuse(host, reason),
  };
}

const changeHostKey = refusal(
  'change-host-key',
  'a host shows another SSH host key than the known one; the orchestrator does not talk to it',
  'the host key is not the one that is known for it',
);

const refuseLogin = refusal(
  'refuse-login',
  'the SSH server of a host refuses the key of the orchestrator',
  'authentication failed',
);

const refuseSudo = refusal(
  'refuse-sudo',
  'sudo of a host does not make the orchestrator root',
  'sudo does not let the user become root; add a rule to /etc/sudoers.d, or another user',
);

function filterOf({ host = '', program, containing }: Readonly<Record<string, string>>): StepFilter {
  return {
    host,
    ...(program === undefined || program === '' ? {} : { program }),
    ...(containing === undefined || containing === '' ? {} : { containing }),
  };
}

function momentOf(
  { moment }: Readonly<Record<string, string>>,
  otherwise: 'before' | 'after',
): 'before' | 'after' {
  return moment === 'before' || moment === 'after' ? moment : otherwise;
}

export const DRIVER_FAULTS: readonly FaultDefinition[] = [
  loseReply,
  cutStep,
  hangStep,
  slowReplies,
  limitSessions,
  changeHostKey,
  refuseLogin,
  refuseSudo,
];
