import { execute, quorumOf, toleranceOf } from '@quorate/core';
import { etcdMembers, Simulation } from '@quorate/sim-driver';
import { EXIT, Refusal } from './refusal.mjs';

/**
 * What a run over new machines does. It is no forecast beside the program: the same protocol runs over simulated machines,
 * and the voters are counted there before and after each change.
 */
export async function planOf(spec) {
  const simulation = new Simulation({ spec });
  const driver = simulation.orchestrator();
  const underWay = new Map();
  const steps = [];
  const result = await execute({
    spec,
    driver,
    clock: driver,
    onEvent(event) {
      if (event.type === 'command.issued' && event.mutates) {
        const { command, title } = event;
        const step = { command, title, before: votersIn(simulation), after: 0 };
        steps.push(step);
        underWay.set(event.id, step);
      }
      const settled = event.type === 'command.settled' ? underWay.get(event.id) : undefined;
      if (settled !== undefined) settled.after = votersIn(simulation);
    },
  });
  if (result.status === 'ready') return steps;
  throw new Refusal(
    EXIT.blocked,
    `even on new machines this cluster would not come up: ${result.reason.summary}`,
  );
}

function votersIn({ world }) {
  const [member] = etcdMembers(world);
  return member?.members.filter(({ learner }) => !learner).length ?? 0;
}

/** Which machines, and what the plan below was made from. */
export function introduction(spec, about) {
  const width = Math.max(...spec.hosts.map(({ name }) => name.length));
  return [
    `${spec.name}: Kubernetes ${spec.kubernetesVersion} on ${spec.hosts.length} machines (${about})`,
    ...spec.hosts.map(
      ({ name, role, advertiseAddress }) =>
        `  ${name.padEnd(width)}  ${advertiseAddress.padEnd(15)}  ${role}`,
    ),
    '',
    'Plan for new machines, from a run of the same protocol in the simulator. The real run looks first, and leaves out what',
    'it finds done. Voters, quorum and how many voters may fail are given before → after each change.',
  ];
}

/** The plan as a table, and below each point of no return what cannot be taken back. */
export function planLines(steps, spec) {
  const width = Math.max(...steps.map(({ title }) => title.length));
  const row = (number, title, ...columns) =>
    [number.padStart(4), title.padEnd(width), ...columns.map((one) => one.padEnd(8))].join('  ').trimEnd();
  return [
    row('', '', 'voters', 'quorum', 'may fail'),
    ...steps.flatMap(({ command, title, before, after }, index) => [
      row(
        `${index + 1}.`,
        title,
        change(before, after, String),
        change(before, after, (voters) => (voters === 0 ? '-' : String(quorumOf(voters)))),
        change(before, after, (voters) => (voters === 0 ? '-' : String(toleranceOf(voters, voters)))),
      ),
      ...noReturn(command, before, spec).map((line) => `      ! ${line}`),
    ]),
  ];
}

function change(before, after, show) {
  return show(before) === show(after) ? show(after) : `${show(before)} → ${show(after)}`;
}

function noReturn(command, voters, { controlPlaneEndpoint: { host, port } }) {
  switch (command.kind) {
    case 'initialise':
      return [`point of no return: the cluster's CA is made, and its certificates name ${host}:${port}`];
    case 'join-control-plane':
      return [
        `point of no return: etcd counts ${command.host} from here on, whether it runs or not`,
        ...(voters === 1 ? ['both of 2 voters are needed until the next master has joined'] : []),
      ];
    default:
      return [];
  }
}
