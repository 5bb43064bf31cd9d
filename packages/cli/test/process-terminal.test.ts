import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../src/process-terminal.ts', import.meta.url));

/** Says `working` again and again, and changes hosts meanwhile. Told to stop it says `stopping`, and does `then`. */
function worker(then: string, changing = true): string {
  return `
    import { processTerminal } from ${JSON.stringify(program)};
    const terminal = processTerminal();
    ${changing ? "terminal.changing('the last words');" : ''}
    const work = setInterval(() => terminal.out('working'), 10);
    const end = () => {
      clearInterval(work);
      terminal.err('ended in order');
      process.exitCode = terminal.exitCode(130);
    };
    terminal.signal.addEventListener('abort', () => {
      terminal.out('stopping');
      terminal.err('stopping');
      ${then}
    });
  `;
}

const NEVER = '';
const AT_ONCE = 'end();';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

/** `heard` is called with each new line of its stdout. */
async function run(
  script: string,
  heard: (line: string, child: ChildProcess) => void,
  stdout: 'pipe' | number = 'pipe',
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx/esm', '--input-type=module', '--eval', script], {
    stdio: ['ignore', stdout, 'pipe'],
  });
  let err = '';
  let last = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trim().split('\n')) {
      if (line !== last) heard(line, child);
      last = line;
    }
  });
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode, err };
}

describe('told to stop', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'a second time by %s, the process ends at once, by the signal, after its last words',
    async (signal) => {
      const { signal: endedBy, err } = await run(worker(NEVER), (_line, child) => child.kill(signal));
      expect(endedBy).toBe(signal);
      expect(err).toBe('stopping\n\nthe last words\n');
    },
  );

  test('once by SIGTERM, it ends in order, with 143', async () => {
    const ended = await run(worker(AT_ONCE), (line, child) => line === 'working' && child.kill('SIGTERM'));
    expect(ended).toEqual({ code: 143, signal: null, err: 'stopping\nended in order\n' });
  });

  test('twice by one terminal that goes away, it ends in order, with 129', async () => {
    const afterBoth =
      "let hangUps = 1; process.on('SIGHUP', () => { hangUps += 1; if (hangUps === 2) end(); });";
    const ended = await run(worker(afterBoth), (_line, child) => child.kill('SIGHUP'));
    expect(ended).toEqual({ code: 129, signal: null, err: 'stopping\nended in order\n' });
  });
});

describe('when its output cannot be written', () => {
  const leave = (_line: string, child: ChildProcess): unknown => child.stdout?.destroy();

  test('a process that changes hosts ends in order', async () => {
    const ended = await run(worker(AT_ONCE), leave);
    expect(ended).toEqual({
      code: 141,
      signal: null,
      err: 'stdout cannot be written (EPIPE): stops at the next safe point\nstopping\nended in order\n',
    });
  });

  test('one that changes nothing ends at once', async () => {
    expect(await run(worker(NEVER, false), leave)).toEqual({ code: 141, signal: null, err: '' });
  });

  test.runIf(existsSync('/dev/full'))('to a full disk, it says so and has failed', async () => {
    const full = openSync('/dev/full', 'w');
    const changing = await run(worker(AT_ONCE), () => undefined, full);
    expect(changing).toMatchObject({ code: 6, err: expect.stringContaining('(ENOSPC): stops at the next') });
    const looking = await run(worker(NEVER, false), () => undefined, full);
    expect(looking).toEqual({ code: 6, signal: null, err: 'stdout cannot be written (ENOSPC)\n' });
    closeSync(full);
  });
});
