import { protocolMachine } from './machine.js';

/**
 * docs/protocol.md, made from the machine: what is drawn is what runs. Mermaid cannot join the inside of one composite
 * state to the inside of another, so there is one picture of the whole and one of each composite.
 */
export function renderProtocolDoc(): string {
  const { root } = protocolMachine;
  return [
    '# The protocol',
    '',
    '<!-- Generated from the machine in packages/core/src/protocol; refresh with: npm run docs:protocol -->',
    '',
    'One chart decides everything; hosts are records in its context. Every arrow that says `command.settled` waits for',
    'the outcome of what the state issued: succeeded, failed or unknown. Names in brackets are guards.',
    '',
    '## The whole',
    '',
    ...diagram(root),
    '',
    ...composites(root).flatMap(section),
    '## Every state',
    '',
    '| state | what it does | why | tags |',
    '| --- | --- | --- | --- |',
    ...descendants(root).flatMap(row),
    '',
  ].join('\n');
}

type Node = typeof protocolMachine.root;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

function section(node: Node): readonly string[] {
  const meta = metaOf(node);
  return [
    `## ${pathOf(node)}${meta === undefined ? '' : `: ${meta.title}`}`,
    '',
    ...(meta === undefined ? [] : [meta.why, '']),
    ...diagram(node),
    '',
  ];
}

function diagram(node: Node): readonly string[] {
  const inside = Object.values<Node>(node.states);
  const outside = new Map<string, string>();
  const nameOf = (target: Node): string => {
    const own = inside.find((one) => target === one || isBelow(target, one));
    if (own !== undefined) return own.key;
    const id = `to_${pathOf(target).replaceAll('.', '_')}`;
    outside.set(id, pathOf(target));
    return id;
  };
  const edges = unique(inside.flatMap((one) => edgesOf(node, one, nameOf)));
  const initial = node.type === 'parallel' ? [] : initialOf(node).map((key) => `  [*] --> ${key}`);
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...initial,
    ...inside.map((one) => `  ${one.key}${one.type === 'parallel' ? ' : (regions side by side)' : ''}`),
    ...[...outside].map(([id, path]) => `  state "${path}" as ${id}`),
    ...edges.map((edge) => `  ${edge.from} --> ${edge.to} : ${edge.label}`),
    ...inside.filter((one) => one.type === 'final').map((one) => `  ${one.key} --> [*]`),
    '```',
  ];
}

/** Transitions out of a child, or out of anything inside it that leaves it. */
function edgesOf(parent: Node, child: Node, nameOf: (target: Node) => string): readonly Edge[] {
  const sources = [child, ...descendants(child)];
  return sources.flatMap((source) =>
    transitionsOf(source).flatMap(({ label, target }) => {
      const stays = source !== child && (target === child || isBelow(target, child));
      if (stays || target === parent) return [];
      return [{ from: child.key, to: nameOf(target), label }];
    }),
  );
}

function transitionsOf(node: Node): readonly { readonly label: string; readonly target: Node }[] {
  const named = [...node.transitions.values()].flat();
  const all = [...named, ...(node.always ?? [])];
  return all.flatMap((transition) =>
    (transition.target ?? []).map((target) => ({
      label: [transition.eventType, guardName(transition.guard)].filter((part) => part !== '').join(' '),
      target: target as Node,
    })),
  );
}

function guardName(guard: unknown): string {
  if (typeof guard === 'string') return `[${guard}]`;
  if (typeof guard !== 'object' || guard === null || !('type' in guard)) return '';
  const params =
    'params' in guard && typeof guard.params === 'object' && guard.params !== null ? guard.params : {};
  const values = Object.values(params).map(String);
  // `settles` only says whose command it was; the state shows that already.
  if (guard.type === 'settles') return '';
  return `[${String(guard.type)}${values.length === 0 ? '' : ` ${values.join(' ')}`}]`;
}

function unique(edges: readonly Edge[]): readonly Edge[] {
  const seen = new Set<string>();
  return edges.filter((edge) => {
    const key = `${edge.from} ${edge.to} ${edge.label}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function composites(node: Node): readonly Node[] {
  return descendants(node).filter((one) => Object.keys(one.states).length > 0);
}

function descendants(node: Node): readonly Node[] {
  return Object.values<Node>(node.states).flatMap((child) => [child, ...descendants(child)]);
}

function initialOf(node: Node): readonly string[] {
  return node.initial.target.map((target) => target.key);
}

function isBelow(node: Node, ancestor: Node): boolean {
  for (let one = node.parent; one !== undefined; one = one.parent) if (one === ancestor) return true;
  return false;
}

function pathOf(node: Node): string {
  return node.path.join('.');
}

function metaOf(node: Node): { readonly title: string; readonly why: string } | undefined {
  return node.meta;
}

function row(node: Node): readonly string[] {
  const meta = metaOf(node);
  const tags = node.tags.join(', ');
  if (meta === undefined && tags === '') return [];
  return [`| \`${pathOf(node)}\` | ${meta?.title ?? ''} | ${meta?.why ?? ''} | ${tags} |`];
}
