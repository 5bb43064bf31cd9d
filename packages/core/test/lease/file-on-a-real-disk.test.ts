import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Driver, HostStep, StepOutcome } from '../../src/index.js';
import { revealText } from '../../src/index.js';
import { LeaseFile } from '../../src/executor/lease-store.js';
import { LEASE_DIRECTORY } from '../../src/lease/file-steps.js';
import { sampleSpec } from '../commands/sample-cluster.js';
import { ME, OTHER, record } from './views.js';

/** The programs of this machine, with the directory of the lease moved to a temporary one. */
let root = '';
let ran: string[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'quorate-lease-'));
  ran = [];
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const moved = (text: string): string => text.replaceAll(LEASE_DIRECTORY, `${root}/lease`);
const back = (text: string): string => text.replaceAll(`${root}/lease`, LEASE_DIRECTORY);
const ended = { stdout: '', stderr: '', tookMs: 0 };

const driver: Driver = {
  async run(_host, step) {
    ran.push(step.kind === 'run' ? step.argv[0] : step.kind);
    return perform(step);
  },
};

async function perform(step: HostStep): Promise<StepOutcome> {
  switch (step.kind) {
    case 'run':
      return runProgram(step);
    case 'write-file': {
      const path = moved(step.path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.new`, revealText(step.content), { mode: step.mode });
      await rename(`${path}.new`, path);
      return { kind: 'succeeded', ...ended };
    }
    case 'remove-file':
      await rm(moved(step.path), { force: true });
      return { kind: 'succeeded', ...ended };
    case 'read-file':
    case 'probe-tcp':
      throw new Error(`no step of a lease: ${step.kind}`);
  }
}

function runProgram(step: HostStep & { readonly kind: 'run' }): Promise<StepOutcome> {
  const [program, ...args] = step.argv;
  return new Promise((resolve) => {
    const env = { ...process.env, ...step.env };
    execFile(program, args.map(moved), { env }, (error, stdout, stderr) => {
      const said = { stdout: back(stdout), stderr: back(stderr), tookMs: 0 };
      if (error === null) resolve({ kind: 'succeeded', ...said });
      else resolve({ kind: 'failed', cause: { kind: 'exit', code: Number(error.code) }, ...said });
    });
  });
}

const hands = {
  driver,
  clock: { nowMs: () => 0, wait: () => Promise.resolve() },
};
const file = (): LeaseFile => new LeaseFile(sampleSpec());

describe('the lease on a real disk, with the real programs', () => {
  it('is free where there is no directory, and where it is empty', async () => {
    expect(await file().look(hands)).toEqual({ kind: 'free', version: '0' });
    await mkdir(`${root}/lease`);
    expect(await file().look(hands)).toEqual({ kind: 'free', version: '0' });
  });

  it('is taken by one of several that found it free', async () => {
    const takers = ['a', 'b', 'c', 'd', 'e'].map((runId) => ({ ...ME, runId }));
    const written = await Promise.all(takers.map((me) => file().write(hands, record(me), '0')));
    expect(written.filter(({ kind }) => kind === 'written')).toHaveLength(1);
    const winner = takers[written.findIndex(({ kind }) => kind === 'written')];
    expect(await file().look(hands)).toMatchObject({
      kind: 'held',
      version: '1',
      record: { holder: winner },
    });
    expect(await readdir(`${root}/lease`)).toEqual(['0000000001']);
  });

  it('is renewed in two steps, which leave one generation', async () => {
    const mine = file();
    await mine.write(hands, record(ME), '0');
    ran = [];
    expect(await mine.renew(hands, record(ME), '1')).toEqual({ kind: 'written', version: '2' });
    expect(ran).toEqual(['ln', 'rm']);
    expect(await readdir(`${root}/lease`)).toEqual(['0000000002']);
    expect(await mine.look(hands)).toEqual({ kind: 'held', version: '2', record: record(ME) });
  });

  it('is not renewed by whoever has lost it, also when its generation is long gone', async () => {
    const mine = file();
    await mine.write(hands, record(ME), '0');
    const theirs = file();
    expect(await theirs.write(hands, record(OTHER), '1')).toEqual({ kind: 'written', version: '2' });
    expect(await mine.renew(hands, record(ME), '1')).toMatchObject({ kind: 'unsure' });
    await theirs.renew(hands, record(OTHER), '2');
    await theirs.renew(hands, record(OTHER), '3');
    expect(await mine.renew(hands, record(ME), '1')).toMatchObject({
      kind: 'unsure',
      why: expect.stringContaining('No such file or directory'),
    });
    expect(await mine.look(hands)).toMatchObject({ version: '4', record: { holder: OTHER } });
  });

  it('is not taken with a generation that others have passed', async () => {
    const theirs = file();
    await theirs.write(hands, record(OTHER), '0');
    for (const version of ['1', '2', '3']) await theirs.renew(hands, record(OTHER), version);
    // It saw generation 1 and was slow: the name of generation 2 is free again.
    expect(await file().write(hands, record(ME), '1')).toEqual({
      kind: 'unsure',
      why: 'another run was first',
    });
    expect(await file().look(hands)).toMatchObject({ version: '4', record: { holder: OTHER } });
    await theirs.renew(hands, record(OTHER), '4');
    expect(await file().look(hands)).toMatchObject({ version: '5', record: { holder: OTHER } });
  });

  it('is free again for all after its holder gave it up, under a higher generation', async () => {
    const mine = file();
    await mine.write(hands, record(ME), '0');
    await mine.write(hands, { ...record(ME), released: true }, '1');
    expect(await file().look(hands)).toMatchObject({ kind: 'free', version: '2' });
    expect(await file().write(hands, record(OTHER), '2')).toMatchObject({ kind: 'written', version: '3' });
  });

  it('says what ln says when the generation exists', async () => {
    await file().write(hands, record(OTHER), '0');
    const second = await file().write(hands, record(ME), '0');
    expect(second).toEqual({
      kind: 'unsure',
      why: `ln: failed to create hard link '${LEASE_DIRECTORY}/0000000001': File exists`,
    });
    expect(await readdir(`${root}/lease`)).toEqual(['0000000001']);
  });
});
