import type { Damage, Exhibit } from './exhibit.js';
import { exampleSpec } from './exhibit-scenario.js';
import { profileOfVersion } from '../../src/kubeadm/version-profile.js';
import { EXHIBITS, MUSEUM } from './museum.js';

const DAMAGES: readonly (readonly [Damage, string])[] = [
  ['hangs', 'the last command has not come back after half an hour'],
  ['quorum lost', 'etcd decides nothing any more, so there is no API'],
  ['split', 'two control planes serve, each with a cluster of its own'],
  ['stuck', 'a command failed, and fails when it is run again'],
  ['false success', 'the script is content, and the cluster is not what it believes'],
];

const introduction = `# The bug museum

<!-- Generated from the exhibits; refresh with: npm run docs:museum -->

Failures of kubeadm, etcd and of tools around them, rebuilt in the simulator. Each happens twice in the same world: to a
script that types the tutorial's commands one after the other and believes exit codes, and to this protocol. Both ends are
asserted by a test in every run of the suite (\`packages/sim-driver/test/museum\`); nothing on this page is only told.

\`\`\`console
$ npm start -- --scenario examples/museum/${EXHIBITS[0]?.id ?? ''}.yaml    # watch the protocol in the world of an exhibit
\`\`\`

In the scripts, \`$TOKEN\`, \`$HASH\` and \`$KEY\` stand for what the last command printed, \`$ADDRESS\` for the address of the
host, and \`$ETCDCTL\` for etcdctl with its certificates; lines in braces start together. A script stops at its first failure
unless the line ends in \`|| true\`. What it can come to:`;

/** docs/museum.md */
export function museumPage(): string {
  return [
    introduction,
    table(
      ['', ''],
      DAMAGES.map(([name, meaning]) => [`**${name}**`, meaning]),
    ),
    table(
      ['Exhibit', 'A naive script', 'This protocol'],
      EXHIBITS.map(({ id, title, naive, protocol }) => [`[${title}](#${id})`, naive.damage, protocol.ends]),
    ),
    ...MUSEUM.flatMap(({ title, exhibits }) => [`## ${title}`, ...exhibits.map(exhibitText)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function exhibitText(exhibit: Exhibit): string {
  const { id, title, source, story, world, naive, protocol } = exhibit;
  return [
    `### <a id="${id}"></a>${title}`,
    `_${source}. Here: ${versionsOf(exhibit)}._`,
    story,
    `World: \`examples/${world.cluster}\`, seed ${String(world.seed)}${worldText(world)}.`,
    `**A naive script: ${naive.damage}.** ${naive.why}`,
    ['```text', ...scriptLines(exhibit), '```'].join('\n'),
    `**This protocol: ${protocol.ends}.** ${protocol.why}`,
    commandsText(protocol.issues),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function versionsOf({ world }: Exhibit): string {
  const { kubernetesVersion } = exampleSpec(world.cluster);
  const etcd = profileOfVersion(kubernetesVersion)?.cluster.etcdTag.replace(/-\d+$/, '') ?? '';
  return `Kubernetes ${kubernetesVersion}, etcd ${etcd}`;
}

function worldText({ faults, late = {} }: Exhibit['world']): string {
  const parts = [
    ...faults.map((fault) => `\`${fault}\``),
    ...Object.entries(late).map(([host, span]) => `${host} is switched on after ${span}`),
  ];
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}

function scriptLines({ naive }: Exhibit): readonly string[] {
  const lines = naive.script.map((step) => (typeof step === 'string' ? step : `{ ${step.join(' & ')} }`));
  const said = naive.last.says.trim();
  const end = said === '' ? naive.last.end : `${naive.last.end}: … ${said} …`;
  return [...lines, `# the last one: ${end}`];
}

function commandsText(issues: readonly string[]): string {
  return issues.length === 0
    ? 'Nothing is changed.'
    : `It issues, in this order: ${issues.map((one) => `${one} …`).join(', ')}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
