/**
 * `npm run api -- [--update]`: the public API of every library as its declarations say it, compared with the files in docs/api. A
 * change of the surface is thus seen in review. Needs the built packages (`npm run build`).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { libraries, repositoryRoot } from './published-packages.js';

const { values: options } = parseArgs({
  options: {
    update: { type: 'boolean', default: false },
    reports: { type: 'string', default: join(repositoryRoot, 'docs', 'api') },
  },
});
const { update, reports } = options;
const scratch = join(repositoryRoot, 'node_modules', '.cache', 'api');

interface EntryPoint {
  readonly folder: string;
  /** `core`, `core-machine`. */
  readonly report: string;
  readonly types: string;
}

function entryPointsOf(library: string): readonly EntryPoint[] {
  const folder = join(repositoryRoot, 'packages', library);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  return Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === 'string'
      ? []
      : [{ folder, report: `${library}${path.slice(1).replaceAll('/', '-')}`, types: target.types }],
  );
}

/** Whether the surface is the one that is written down. */
function compare({ folder, report, types }: EntryPoint): boolean {
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, types),
      compiler: { overrideTsconfig: { compilerOptions: compilerOptions(), files: [join(folder, types)] } },
      apiReport: {
        enabled: true,
        reportFileName: `${report}.api.md`,
        reportFolder: reports,
        reportTempFolder: scratch,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      // Types that are not exported show up in the report: whoever reads it decides whether they should be.
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const result = Extractor.invoke(config, {
    localBuild: update,
    showVerboseMessages: false,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  if (result.errorCount > 0) throw new Error(`${report}: the declarations cannot be read`);
  return !result.apiReportChanged;
}

function compilerOptions(): object {
  const base = { lib: ['ES2023'], module: 'NodeNext', moduleResolution: 'NodeNext', target: 'ES2022' };
  return {
    ...base,
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    typeRoots: [join(repositoryRoot, 'node_modules/@types')],
  };
}

/** What was written down (`-`) and what the packages export (`+`). */
function difference({ report }: EntryPoint): string {
  const written = join(reports, `${report}.api.md`);
  const now = join(scratch, `${report}.api.md`);
  const labels = ['--label', `docs/api/${report}.api.md`, '--label', 'what the packages export'];
  const files = [existsSync(written) ? written : '/dev/null', now];
  const { error, stdout } = spawnSync('diff', ['-u', ...labels, ...files], { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return stdout;
}

mkdirSync(reports, { recursive: true });
mkdirSync(scratch, { recursive: true });
const changed = libraries.flatMap(entryPointsOf).filter((entry) => !compare(entry));
for (const entry of changed)
  process.stdout.write(update ? `docs/api/${entry.report}.api.md is written\n` : difference(entry));
if (changed.length > 0 && !update) {
  process.stdout.write('`npm run api -- --update` writes them; read the difference before you commit it\n');
  process.exitCode = 1;
}
