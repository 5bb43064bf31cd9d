import { EXIT } from '../exit-code.js';
import { exitCodesOf } from '../exit-code-table.js';
import { readSpecFile } from '../input/spec-file.js';
import { fetchAdminConf } from '../kubeconfig/fetch-admin-conf.js';
import { writeKubeconfig } from '../kubeconfig/write-kubeconfig.js';
import { refuse } from '../refusal.js';
import { printable } from '../render/printable.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';
import { openWorld } from '../world/open-world.js';
import type { WorldOptions } from '../world/world-options.js';
import { addWorldOptions } from '../world/world-options.js';

export interface KubeconfigOptions extends WorldOptions {
  readonly out?: string;
}

/** `quorate kubeconfig SPEC`: admin.conf of a master, in a file that only its owner can read. */
async function kubeconfig(specPath: string, options: KubeconfigOptions, terminal: Terminal): Promise<number> {
  const read = readSpecFile(specPath);
  if (!read.ok)
    return refuse(terminal, { problems: [...read.warnings, ...read.errors], exitCode: EXIT.configInvalid });
  for (const warning of read.warnings) terminal.err(warning);
  const { spec } = read;
  const opened = await openWorld(spec, specPath, options, terminal);
  if (!opened.ok) return refuse(terminal, opened.error);
  try {
    const fetched = await fetchAdminConf(spec, opened.value, terminal);
    if (terminal.signal.aborted) {
      terminal.err('interrupted; nothing was written');
      return EXIT.interrupted;
    }
    if (!fetched.ok) {
      terminal.err(`no master of ${spec.name} gave a kubeconfig; nothing was written`);
      for (const problem of fetched.error) terminal.err(`  ${printable(problem)}`);
      return EXIT.blocked;
    }
    const { from, text, kubeconfig: conf } = fetched.value;
    const path = options.out ?? `${spec.name}.kubeconfig`;
    if (path === '-') {
      terminal.out(text.trimEnd());
      return EXIT.done;
    }
    const written = writeKubeconfig(path, text, conf);
    if (!written.ok) {
      terminal.err(`refused: ${written.error}`);
      return EXIT.refused;
    }
    terminal.err(
      `${path}: ${written.value}, mode 0600, from ${from}: it makes whoever holds it an administrator`,
    );
    terminal.out(`kubectl --kubeconfig ${path} get nodes`);
    return EXIT.done;
  } finally {
    await opened.value.close();
  }
}

export function registerKubeconfig({ program, terminal, finish }: Registration): void {
  const command = program
    .command('kubeconfig')
    .summary('fetch the kubeconfig of an administrator')
    .description(
      'Fetches admin.conf from a master and writes it under mode 0600. It must point at the control-plane endpoint of the spec. A ' +
        'file that holds another cluster is never overwritten.',
    )
    .argument('<spec>', 'cluster spec (YAML)')
    .option('--out <file>', 'where to (default: NAME.kubeconfig); - is stdout');
  addWorldOptions(command)
    .addHelpText(
      'after',
      exitCodesOf(
        {
          [EXIT.done]: 'written',
          [EXIT.refused]: 'refused: the file is another cluster’s, or cannot be written',
          [EXIT.blocked]: 'no master gave one; nothing was written',
        },
        [EXIT.configInvalid, EXIT.interrupted],
      ),
    )
    .action((spec: string, options: KubeconfigOptions) => finish(kubeconfig(spec, options, terminal)));
}
