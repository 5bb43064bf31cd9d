import { spawn } from 'node:child_process';
import { repositoryRoot } from '../published-packages.js';
import type { Row } from './row.js';
import { medianRow } from './row.js';
import { ascending } from './samples.js';

const ARGV = ['packages/cli/dist/main.js', 'simulate', 'examples/ha-cluster.yaml'];

/** The built command line as a whole process. */
export async function* commandLine(): AsyncGenerator<Row> {
  const first: number[] = [];
  const all: number[] = [];
  for (let index = 0; index < 11; index += 1) {
    const took = await startOnce();
    first.push(took.firstMs);
    all.push(took.allMs);
  }
  yield medianRow('built command line, spawn to first output', ascending(first));
  yield medianRow('built command line, spawn to the end of the story', ascending(all));
}

/** From spawn to the first byte of output, and to the end. */
function startOnce(): Promise<{ readonly firstMs: number; readonly allMs: number }> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    let firstMs = Number.NaN;
    const child = spawn(process.execPath, ARGV, { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'] });
    const onData = (): void => {
      if (Number.isNaN(firstMs)) firstMs = performance.now() - startedMs;
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve({ firstMs, allMs: performance.now() - startedMs });
      else reject(new Error(`${ARGV.join(' ')}: exit code ${code ?? 'none'}; was it built? npm run build`));
    });
  });
}
