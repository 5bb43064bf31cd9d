import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { FAULT_CATALOGUE } from '@quorate/sim-driver';

export const MODES = ['random', 'singles', 'pairs'] as const;
export type Mode = (typeof MODES)[number];

export interface SearchOptions {
  readonly mode: Mode;
  /** A file. Default: the example cluster. */
  readonly spec?: string;
  /** Scenarios that are drawn at random. */
  readonly runs: number;
  readonly seed: number;
  /** Singles and pairs: only these kinds of fault. */
  readonly kinds?: readonly string[];
  /** Each host is struck at every step; otherwise those of one standing take turns. */
  readonly allHosts: boolean;
  /** Pairs: one for each two kinds of fault in each two stages of the bootstrap, instead of all. */
  readonly byStage: boolean;
  /** Run only so many of the space. */
  readonly sample?: number;
  /** The part of the space that is run: from the first index on, up to the other. */
  readonly from: number;
  readonly to?: number;
  /** Node.js processes that share the work. */
  readonly processes: number;
  /** Every run is done again in a process with another language, time zone and order, and has to be the same. */
  readonly twice: boolean;
}

export type Parsed =
  { readonly ok: true; readonly value: SearchOptions } | { readonly ok: false; readonly error: string };

const NUMBERS = ['runs', 'seed', 'sample', 'from', 'to', 'processes'] as const;

/** What was asked for on the command line, or in one sentence why that cannot be meant. */
export function parseOptions(argv: readonly string[]): Parsed {
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        spec: { type: 'string' },
        runs: { type: 'string', default: '100' },
        seed: { type: 'string', default: '1' },
        kinds: { type: 'string' },
        'all-hosts': { type: 'boolean', default: false },
        'by-stage': { type: 'boolean', default: false },
        sample: { type: 'string' },
        from: { type: 'string', default: '0' },
        to: { type: 'string' },
        processes: { type: 'string', default: String(availableParallelism()) },
        twice: { type: 'boolean', default: false },
      },
    });
    const mode = MODES.find((one) => one === positionals[0]);
    if (mode === undefined || positionals.length > 1)
      return refused(`say what to search: ${MODES.join(', ')}`);
    if (values['by-stage'] && mode !== 'pairs') return refused('--by-stage goes with pairs');
    for (const name of NUMBERS) {
      const text = values[name];
      if (text !== undefined && !/^\d+$/.test(text)) return refused(`--${name} takes a number, not ${text}`);
    }
    const { spec, sample, to, kinds } = values;
    const unknown = kinds
      ?.split(',')
      .find((kind) => !FAULT_CATALOGUE.some((definition) => definition.kind === kind));
    if (unknown !== undefined) return refused(`--kinds: there is no fault ${unknown}`);
    return {
      ok: true,
      value: {
        mode,
        runs: Number(values.runs),
        seed: Number(values.seed),
        allHosts: values['all-hosts'],
        byStage: values['by-stage'],
        from: Number(values.from),
        processes: Math.max(1, Number(values.processes)),
        twice: values.twice,
        ...(spec === undefined ? {} : { spec }),
        ...(kinds === undefined ? {} : { kinds: kinds.split(',') }),
        ...(sample === undefined ? {} : { sample: Number(sample) }),
        ...(to === undefined ? {} : { to: Number(to) }),
      },
    };
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

function refused(error: string): Parsed {
  return { ok: false, error };
}
