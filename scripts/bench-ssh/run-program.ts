import { spawn } from 'node:child_process';

/** Runs a program to its end and gives what it printed. Throws, with what it said, when it fails. */
export function runProgram(
  argv: readonly [program: string, ...args: string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [program, ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(stdout);
      else
        reject(
          new Error(
            `${argv.join(' ')}: exit code ${code ?? 'none'}\n${stdout.slice(-2000)}${stderr.slice(-2000)}`,
          ),
        );
    });
  });
}

export async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
