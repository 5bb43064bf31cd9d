import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../src/process-terminal.ts', import.meta.url));

/** A process that says `working`, then `stopping` when it is interrupted, and never ends by itself. */
const STUBBORN = `
  import { processTerminal } from ${JSON.stringify(program)};
  const terminal = processTerminal();
  terminal.lastWords('the last words');
  terminal.signal.addEventListener('abort', () => terminal.out('stopping'));
  setInterval(() => undefined, 60_000);
  terminal.out('working');
`;

test('the second interrupt ends the process at once, by the signal, after its last words', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx/esm', '--input-type=module', '--eval', STUBBORN], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  for await (const text of child.stdout.setEncoding('utf8')) {
    for (const _line of String(text).trim().split('\n')) child.kill('SIGINT');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  expect(child.signalCode).toBe('SIGINT');
  expect(said).toContain('the last words');
});
