import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export type ChildMessage =
  | { readonly kind: 'flushed' }
  | { readonly kind: 'ended'; readonly status: string }
  | { readonly kind: 'refused'; readonly message: string };

/** `child-run.ts` in a process of its own. Dead after the test that asks for it. */
export class ChildRun {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  /** `wrapper`: a program that starts it. */
  constructor(path: string, wrapper: readonly string[] = []) {
    const script = fileURLToPath(new URL('./child-run.ts', import.meta.url));
    const argv = [process.execPath, '--import', 'tsx/esm', '--conditions=@quorate/source', script, path];
    const [program = process.execPath, ...args] = [...wrapper, ...argv];
    this.#process = spawn(program, args, {
      // Where `tsx` is looked for.
      cwd: dirname(script),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    onTestFinished(async () => {
      await this.kill();
    });
  }

  get pid(): number {
    return this.#process.pid ?? Number.NaN;
  }

  /** What it says next. */
  async hear(): Promise<ChildMessage> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error('the child ended without a word');
    return JSON.parse(next.value) as ChildMessage;
  }

  /** Lets it go on until so many further lines of its journal are on the disk; it waits there. */
  async write(lines: number): Promise<void> {
    for (let line = 0; line < lines; line += 1) {
      if (line > 0) this.goOn();
      const heard = await this.hear();
      if (heard.kind !== 'flushed') throw new Error(`the child said ${JSON.stringify(heard)}`);
    }
  }

  goOn(): void {
    this.#process.stdin.write('go on\n');
  }

  /** SIGKILL, and waits for its end. */
  async kill(): Promise<NodeJS.Signals | null> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return signalCode;
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
    return this.#process.signalCode;
  }
}
