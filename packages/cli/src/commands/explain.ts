import { titleOf } from '@quorate/core';
import { protocolMachine } from '@quorate/core/machine';
import { EXIT } from '../exit-code.js';
import { refuse } from '../refusal.js';
import type { Terminal } from '../terminal.js';

/** `quorate explain [STATE]`: what a state of the chart is for, from the chart itself. */
export function explain(wanted: string | undefined, terminal: Terminal): number {
  const states = statesBelow(protocolMachine.root);
  if (wanted === undefined) {
    const width = Math.max(...states.map(({ path }) => path.length));
    for (const { path, title } of states) terminal.out(`${path.padEnd(width)}  ${title}`.trimEnd());
    return EXIT.done;
  }
  const found = states.filter(({ path }) => path === wanted || path.endsWith(`.${wanted}`));
  if (found.length === 0) {
    const problems = [`no state "${wanted}"; \`quorate explain\` lists them`];
    return refuse(terminal, { problems, exitCode: EXIT.usage });
  }
  for (const { path, inside } of found) {
    const text = titleOf(path);
    terminal.out(path);
    if (text !== undefined) terminal.out(`  ${text.title}. ${text.why}`);
    if (inside.length > 0) terminal.out(`  inside: ${inside.join(', ')}`);
  }
  return EXIT.done;
}

interface StateSummary {
  readonly path: string;
  /** Its own; empty when only an enclosing state has one. */
  readonly title: string;
  readonly inside: readonly string[];
}

type Node = typeof protocolMachine.root;

function statesBelow(node: Node): readonly StateSummary[] {
  return Object.values<Node>(node.states).flatMap((child) => [
    { path: child.path.join('.'), title: titleIn(child.meta), inside: Object.keys(child.states) },
    ...statesBelow(child),
  ]);
}

function titleIn(meta: { readonly title: string } | undefined): string {
  return meta?.title ?? '';
}
