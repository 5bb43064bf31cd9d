import { closestName } from '@quorate/core';
import { EXIT } from '../exit-code.js';
import type { Topic, TopicKind } from '../guide/topic.js';
import { topics } from '../guide/topics.js';
import { refuse } from '../refusal.js';
import { wrapped } from '../render/wrapped.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';

const KINDS: Readonly<Record<TopicKind, string>> = {
  state: 'States of the protocol',
  reason: 'Reasons to stand still, and problems that status lists',
  error: 'Classes of errors',
  'exit code': 'Exit codes',
};

/** `quorate explain [NAME]`: a paragraph with the rule and where to read on; without a name, all names. */
function explain(wanted: string | undefined, terminal: Terminal): number {
  const all = topics();
  if (wanted === undefined) {
    for (const line of listed(all)) terminal.out(line);
    return EXIT.done;
  }
  const found = all.filter(({ name }) => name === wanted || name.endsWith(`.${wanted}`));
  if (found.length === 0) return unknown(wanted, all, terminal);
  const columns = Math.max(40, terminal.columns);
  for (const topic of found) for (const line of paragraphs(topic, columns)) terminal.out(line);
  return EXIT.done;
}

function listed(all: readonly Topic[]): readonly string[] {
  return Object.entries(KINDS).flatMap(([kind, heading], index) => {
    const some = all.filter((topic) => topic.kind === kind);
    const width = Math.max(...some.map(({ name }) => name.length));
    return [
      ...(index === 0 ? [] : ['']),
      `${heading}:`,
      ...some.map(({ name, title }) => `${name.padEnd(width)}  ${title}`.trimEnd()),
    ];
  });
}

function paragraphs({ name, kind, text, see }: Topic, columns: number): readonly string[] {
  const lines = [...text, `see ${see}`].flatMap((one) => wrapped(one, columns - 2, ''));
  return [`${name} (${kind})`, ...lines.map((line) => `  ${line}`)];
}

function unknown(wanted: string, all: readonly Topic[], terminal: Terminal): number {
  const names = all.flatMap(({ name }) => [name, name.split('.').at(-1) ?? name]);
  const near = closestName(wanted, names) ?? names.find((name) => name.includes(wanted));
  const hint = near === undefined ? '' : `: did you mean ${near}?`;
  const problems = [`nothing is called "${wanted}"${hint}`, '`quorate explain` lists all names'];
  return refuse(terminal, { problems, exitCode: EXIT.usage });
}

export function registerExplain({ program, terminal, finish }: Registration): void {
  program
    .command('explain')
    .summary('say what a state, a reason, an error or an exit code means')
    .description(
      'Says what a state of the protocol, a reason to stand still, a class of errors or an exit code means: the rule behind it, ' +
        'and where to read on. Without a name, lists them all.',
    )
    .argument('[name]', 'for example quorum-lost, token-unusable, controlPlane or 5')
    .action((name: string | undefined) => finish(explain(name, terminal)));
}
