import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $ } from 'zx';
import { repositoryRoot } from '../../scripts/published-packages.js';

export interface Ran {
  readonly exitCode: number | null;
  /** Both streams, as a terminal shows them. */
  readonly output: string;
}

/** Somebody who follows a page, in a directory of their own: the packages, the examples, and the command on the path. */
export class Reader {
  readonly #place = mkdtempSync(join(tmpdir(), 'quorate-guide-'));

  constructor() {
    const place = this.#place;
    cpSync(join(repositoryRoot, 'examples'), join(place, 'examples'), { recursive: true });
    symlinkSync(join(repositoryRoot, 'node_modules'), join(place, 'node_modules'));
    mkdirSync(join(place, 'bin'));
    symlinkSync(join(repositoryRoot, 'packages', 'cli', 'bin', 'quorate.js'), join(place, 'bin', 'quorate'));
    writeFileSync(join(place, 'package.json'), '{ "type": "module" }\n');
  }

  /** Types a command into a shell. Nobody is there to be asked. */
  async types(command: string): Promise<Ran> {
    const env = {
      ...process.env,
      NO_COLOR: '1',
      PATH: `${join(this.#place, 'bin')}:${process.env['PATH']}`,
      // What npm thinks of its settings on this machine is no output of the program.
      npm_config_loglevel: 'error',
    };
    const shell = $({ cwd: this.#place, quiet: true, nothrow: true, env, input: '' });
    const ran = await shell`bash -o pipefail -c ${`exec 2>&1\n${command}`}`;
    return { exitCode: ran.exitCode, output: ran.stdout + ran.stderr };
  }

  /** Saves a program and runs it. */
  async runs(name: string, program: string): Promise<Ran> {
    this.writes(name, program);
    return this.types(`node --import tsx/esm ${name}`);
  }

  writes(name: string, text: string): void {
    writeFileSync(join(this.#place, name), text);
  }

  leaves(): void {
    rmSync(this.#place, { recursive: true, force: true });
  }
}
