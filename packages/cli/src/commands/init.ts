import { parseClusterSpec, parseKubeVersion } from '@quorate/core';
import { InvalidArgumentError, Option } from 'commander';
import { EXIT } from '../exit-code.js';
import { exitCodesOf } from '../exit-code-table.js';
import { askDraft } from '../init/ask-draft.js';
import { renderSpec } from '../init/render-spec.js';
import type { SpecDraft } from '../init/spec-draft.js';
import { OR_FORCE, writeOutFile } from '../out-file.js';
import { refuse } from '../refusal.js';
import { counted } from '../render/counted.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';
import { repeatable } from '../verb.js';

export interface InitOptions {
  readonly name: string;
  readonly kubernetesVersion: string;
  readonly masters?: number;
  readonly workers?: number;
  readonly master: readonly string[];
  readonly worker: readonly string[];
  readonly loadBalancer?: SpecDraft['loadBalancer'];
  readonly endpoint?: string;
  readonly user?: string;
  readonly force?: true;
}

/** `quorate init [FILE]`: a commented cluster document to start from. Never overwrites without being told to. */
async function init(file: string, options: InitOptions, terminal: Terminal): Promise<number> {
  const drafted = draftOf(options);
  if (typeof drafted === 'string') return refuse(terminal, { problems: [drafted], exitCode: EXIT.usage });
  const draft = terminal.interactive && file !== '-' ? await askDraft(drafted, terminal) : drafted;
  if (draft === undefined) {
    terminal.err('interrupted; nothing was written');
    return EXIT.interrupted;
  }
  const text = renderSpec(draft);
  if (file === '-') {
    terminal.out(text.trimEnd());
    return EXIT.done;
  }
  const keeps = options.force === true ? undefined : () => `is there already: ${OR_FORCE}`;
  // A spec is for everybody who works on the cluster; it holds no secrets.
  const problem = writeOutFile({ path: file, keeps, mode: 0o666 }, text);
  if (problem !== undefined) {
    terminal.err(problem);
    terminal.err('nothing was written');
    return EXIT.refused;
  }
  const parsed = parseClusterSpec(text, { fileName: file });
  const open = parsed.ok ? 0 : parsed.errors.length;
  terminal.out(
    `${file}: written${open === 0 ? '' : `; fill in ${counted(open, 'place')} that ${open === 1 ? 'is' : 'are'} marked with < >`}`,
  );
  terminal.err(`next: quorate validate ${file}, then quorate simulate ${file}`);
  return EXIT.done;
}

/** A line when the options contradict each other. */
function draftOf(options: InitOptions): SpecDraft | string {
  const { master, worker, name, kubernetesVersion, user, endpoint } = options;
  const masters = options.masters ?? Math.max(master.length, master.length === 0 ? 3 : 1);
  const workers = options.workers ?? (worker.length === 0 && master.length === 0 ? 2 : worker.length);
  if (master.length > masters) return `--masters ${masters}, and ${master.length} addresses of masters`;
  if (worker.length > workers) return `--workers ${workers}, and ${worker.length} addresses of workers`;
  const loadBalancer = options.loadBalancer ?? (masters === 1 ? 'none' : 'nginx');
  if (loadBalancer === 'none' && masters > 1)
    return `${masters} masters need a load balancer: --load-balancer nginx, haproxy or external`;
  if (loadBalancer === 'none' && endpoint !== undefined)
    return '--endpoint is the address of a load balancer';
  return {
    ...{ name, kubernetesVersion, masters, workers, loadBalancer, user },
    masterAddresses: master,
    workerAddresses: worker,
    loadBalancerAddress: endpoint,
  };
}

export function registerInit({ program, terminal, finish }: Registration): void {
  program
    .command('init')
    .summary('write a commented cluster spec to start from')
    .description(
      'Writes a commented cluster spec. At a terminal it asks for the addresses that are not given; elsewhere they are left open, ' +
        'and `quorate validate` says where.',
    )
    .argument('[file]', 'where to; - is stdout', 'cluster.yaml')
    .option('--name <name>', 'of the cluster', clusterName, 'my-cluster')
    .option('--kubernetes-version <version>', 'for example v1.26.0', release, 'v1.26.0')
    .option('--masters <n>', 'how many; odd (default: 3, or as many as --master)', countFrom(1, 9))
    .option('--workers <n>', 'how many (default: 2, or as many as --worker)', countFrom(0, 500))
    .addOption(repeatable('--master <address>', 'address of the next master', 'left open'))
    .addOption(repeatable('--worker <address>', 'address of the next worker', 'left open'))
    .addOption(
      new Option('--load-balancer <kind>', 'default: nginx, or none with one master').choices([
        'nginx',
        'haproxy',
        'external',
        'none',
      ]),
    )
    .option('--endpoint <address>', 'address of the load balancer, without a port')
    .option('--user <name>', 'whom SSH logs in as')
    .option('--force', 'overwrite the file')
    .addHelpText(
      'after',
      exitCodesOf(
        { [EXIT.done]: 'written', [EXIT.refused]: 'the file is there already, or cannot be written' },
        [EXIT.interrupted],
      ),
    )
    .action((file: string, options: InitOptions) => finish(init(file, options, terminal)));
}

function countFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!/^\d+$/.test(text) || count < least || count > most)
      throw new InvalidArgumentError(`a whole number from ${least} to ${most}.`);
    return count;
  };
}

function release(text: string): string {
  const version = parseKubeVersion(text);
  if (!version.ok) throw new InvalidArgumentError(version.error);
  return text.startsWith('v') ? text : `v${text}`;
}

function clusterName(text: string): string {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text))
    throw new InvalidArgumentError('lower-case letters, digits and hyphens.');
  return text;
}
