import { PROBLEM_MEANINGS, titleOf } from '@quorate/core';
import { protocolMachine } from '@quorate/core/machine';
import { EXIT_MEANINGS } from '../exit-code.js';
import { EXIT_RULES } from './exit-code-guide.js';
import { FAILURE_RULES } from './failure-guide.js';
import { REASON_RULES } from './reason-guide.js';
import type { Topic } from './topic.js';

/** Everything that can be explained: states first, in the order of the chart. */
export function topics(): readonly Topic[] {
  return [...statesBelow(protocolMachine.root), ...reasons(), ...failures(), ...exitCodes()];
}

type Node = typeof protocolMachine.root;

function statesBelow(node: Node): readonly Topic[] {
  return Object.values<Node>(node.states).flatMap((child) => {
    const name = child.path.join('.');
    const own: { readonly title: string } | undefined = child.meta;
    const text = titleOf(name);
    const inside = Object.keys(child.states);
    return [
      {
        name,
        kind: 'state' as const,
        title: own?.title ?? '',
        text: [
          ...(text === undefined ? [] : [`${text.title}. ${text.why}`]),
          ...(inside.length === 0 ? [] : [`inside: ${inside.join(', ')}`]),
        ],
        see: 'docs/protocol.md#every-state',
      },
      ...statesBelow(child),
    ];
  });
}

function reasons(): readonly Topic[] {
  return namesOf(REASON_RULES).map((name) => {
    const { rule, see } = REASON_RULES[name];
    const means = PROBLEM_MEANINGS[name];
    return { name, kind: 'reason', title: firstSentence(means), text: [means, rule], see };
  });
}

function failures(): readonly Topic[] {
  return namesOf(FAILURE_RULES).map((name) => {
    const { about, rule, see } = FAILURE_RULES[name];
    const sentence = `${about}.`;
    return { name, kind: 'error', title: sentence, text: [sentence, rule], see };
  });
}

function exitCodes(): readonly Topic[] {
  return namesOf(EXIT_RULES).map((code) => {
    const { rule, see } = EXIT_RULES[code];
    const sentence = `${EXIT_MEANINGS[code]}.`;
    return { name: String(code), kind: 'exit code', title: sentence, text: [sentence, rule], see };
  });
}

/** Keys of a table keep their type: they are all that it has. */
function namesOf<Key extends string | number>(table: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(table) as unknown as readonly Key[];
}

function firstSentence(text: string): string {
  return (text.split(/[.:] /)[0] ?? text).replace(/\.?$/, '.');
}
