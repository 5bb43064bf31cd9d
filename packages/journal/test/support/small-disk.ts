import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunResult } from '@quorate/core';
import type { JournalRefusal } from '../../src/index.js';

/** What `small-disk-run.ts` saw. */
export interface SmallDisks {
  readonly runs: readonly {
    readonly pages: number;
    readonly first: RunResult;
    /** In the journal when the first run had ended. */
    readonly entries: number;
    /** After there was room again. */
    readonly second: RunResult;
    readonly kubeadmRuns: readonly string[];
  }[];
  readonly noRoom: Opening;
  readonly readOnly: Opening;
}

interface Opening {
  readonly refusal: JournalRefusal | undefined;
  readonly files: readonly string[];
}

/** How this user gets file systems of its own, or why it does not. */
export type MountNamespace =
  | { readonly kind: 'granted'; readonly flags: readonly string[] }
  | { readonly kind: 'denied'; readonly why: string };

export function mountNamespace(): MountNamespace {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-mount-'));
  let why = '';
  try {
    for (const flags of [['--mount'], ['--map-root-user', '--mount']]) {
      const argv = [...flags, 'mount', '-t', 'tmpfs', 'quorate-test', folder];
      const { status, stderr, error } = spawnSync('unshare', argv, { encoding: 'utf8' });
      if (status === 0) return { kind: 'granted', flags };
      why = error?.message ?? stderr.trim();
    }
    return { kind: 'denied', why };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function runOnSmallDisks(flags: readonly string[]): SmallDisks {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-small-disk-'));
  try {
    const script = fileURLToPath(new URL('./small-disk-run.ts', import.meta.url));
    const node = [process.execPath, '--import', 'tsx/esm', '--conditions=@quorate/source', script, folder];
    const options = { cwd: dirname(script), encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync('unshare', [...flags, ...node], options);
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as SmallDisks;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
