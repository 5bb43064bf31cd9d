import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  parseDocument,
  Parser,
  visit,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import type { DiagnosticCode, Finding, Path } from './diagnostic.js';
import { lineIndex, type Position } from './line-index.js';

/** A problem of the YAML itself, which has a place but need not have a path. */
export interface SourceProblem extends Position {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  readonly path: Path;
  readonly message: string;
}

type YamlSource =
  /** `value` is the plain content; `locate` finds the node at a path, or the nearest node around it. */
  | {
      readonly readable: true;
      readonly value: unknown;
      readonly problems: readonly SourceProblem[];
      readonly locate: (path: Path, at: Finding['at']) => Position;
    }
  | { readonly readable: false; readonly problems: readonly SourceProblem[] };

type PositionAt = (offset: number) => Position;

/** The parser recurses, so that depth is bounded before it runs; a spec needs eight levels. */
const deepestNesting = 64;

/** Reads one YAML document of any content. Never throws. */
export function readYaml(text: string): YamlSource {
  const positionAt = lineIndex(text);
  const tooDeep = offsetTooDeep(text);
  if (tooDeep !== undefined)
    return unreadable(positionAt(tooDeep), `nested deeper than ${deepestNesting} levels`);
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  const problems = [
    ...document.errors.map((error) => problemOf(error, 'error', positionAt)),
    ...document.warnings.map((warning) => problemOf(warning, 'warning', positionAt)),
    ...unresolvedAliases(document, positionAt),
    ...duplicateKeys(document.contents, [], positionAt),
  ];
  if (problems.some(({ code }) => code === 'yaml-syntax')) return { readable: false, problems };
  const content = plainContent(document);
  if (!content.ok) return unreadable({ line: 1, column: 1 }, content.why);
  return {
    readable: true,
    value: content.value,
    problems,
    locate: (path, at) => positionAt(offsetOf(document, path, at)),
  };
}

function plainContent(document: Document): { ok: true; value: unknown } | { ok: false; why: string } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    // yaml: aliases that would expand exponentially.
    return { ok: false, why: error instanceof Error ? error.message : 'cannot be expanded' };
  }
}

/** Where nesting passes the limit. The parser of tokens does not recurse. */
function offsetTooDeep(text: string): number | undefined {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    Array.from(parser.next(lexeme));
    if (parser.stack.length > deepestNesting) return offset;
  }
  return undefined;
}

function unreadable(position: Position, message: string): YamlSource {
  return {
    readable: false,
    problems: [{ severity: 'error', code: 'yaml-syntax', path: [], message, ...position }],
  };
}

function problemOf(error: YAMLError, severity: 'error' | 'warning', positionAt: PositionAt): SourceProblem {
  const message =
    error.code === 'MULTIPLE_DOCS'
      ? 'a second document begins here: one file holds one cluster'
      : lowerFirst(error.message);
  const code = severity === 'error' ? 'yaml-syntax' : 'yaml-warning';
  return { severity, code, path: [], message, ...positionAt(error.pos[0]) };
}

function unresolvedAliases(document: Document, positionAt: PositionAt): SourceProblem[] {
  const problems: SourceProblem[] = [];
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return;
      const message = `alias *${alias.source} has no anchor before it`;
      const position = positionAt(startOf(alias));
      problems.push({ severity: 'error', code: 'yaml-syntax', path: [], message, ...position });
    },
  });
  return problems;
}

function duplicateKeys(node: unknown, path: Path, positionAt: PositionAt): SourceProblem[] {
  if (isSeq(node))
    return node.items.flatMap((item, index) => duplicateKeys(item, [...path, index], positionAt));
  if (!isMap(node)) return [];
  const first = new Map<string, Position>();
  return node.items.flatMap(({ key, value }) => {
    const name = keyText(key);
    if (name === undefined) return [];
    const here = [...path, name];
    const position = positionAt(startOf(key));
    const earlier = first.get(name);
    const below = duplicateKeys(value, here, positionAt);
    if (earlier === undefined) {
      first.set(name, position);
      return below;
    }
    const message = `key is given twice, first on line ${earlier.line}`;
    return [
      { severity: 'error' as const, code: 'duplicate-key' as const, path: here, message, ...position },
      ...below,
    ];
  });
}

function offsetOf(document: Document, path: Path, at: Finding['at']): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [index, segment] of path.entries()) {
    const collection: unknown = isAlias(node) ? node.resolve(document) : node;
    if (isSeq(collection)) {
      node = typeof segment === 'number' ? collection.items[segment] : undefined;
    } else if (isMap(collection)) {
      // The last of two equal keys gives the value, as in the plain content.
      const pair = [...collection.items].reverse().find(({ key }) => keyText(key) === String(segment));
      if (pair !== undefined && at === 'key' && index === path.length - 1) return startOf(pair.key);
      node = pair?.value ?? pair?.key;
    } else return offset;
    if (node === undefined || node === null) return offset;
    offset = startOf(node, offset);
  }
  return offset;
}

function keyText(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function startOf(node: unknown, otherwise = 0): number {
  return isNodeWithRange(node) ? node.range[0] : otherwise;
}

function isNodeWithRange(node: unknown): node is Node & { range: [number, number, number] } {
  return (isScalar(node) || isAlias(node) || isCollection(node)) && Array.isArray(node.range);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
