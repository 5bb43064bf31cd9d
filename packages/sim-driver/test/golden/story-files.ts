import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from 'yaml';
import type { Scenario } from '../../src/index.js';
import { EXAMPLES, exampleSpec, faultsOf, lateOf } from '../museum/exhibit-scenario.js';

/** The keys of a scenario file, as the command line reads and checks them; what is here has passed its tests. */
interface StoryFile {
  readonly spec: string;
  readonly seed?: number;
  readonly faults?: readonly string[];
  readonly late?: Readonly<Record<string, string>>;
  readonly unprepared?: readonly string[] | 'all';
}

/** The stories of a folder below examples/, by the names of their files. */
export function storiesIn(folder: string): Readonly<Record<string, Scenario>> {
  const files = readdirSync(`${EXAMPLES}${folder}`).filter((file) => file.endsWith('.yaml'));
  return Object.fromEntries(files.sort().map((file) => [file.replace(/\.yaml$/, ''), storyOf(folder, file)]));
}

function storyOf(folder: string, file: string): Scenario {
  const story = parse(readFileSync(`${EXAMPLES}${folder}/${file}`, 'utf8')) as StoryFile;
  const spec = exampleSpec(posix.join(folder, story.spec));
  const able = spec.hosts.filter(({ role }) => role !== 'jumpbox').map(({ name }) => name);
  return {
    spec,
    seed: story.seed ?? 1,
    faults: faultsOf(story.faults ?? [], spec),
    late: lateOf(story.late ?? {}),
    unprepared: story.unprepared === 'all' ? able : (story.unprepared ?? []),
  };
}
