import { dirname, resolve } from 'node:path';
import type { Result } from '@quorate/core';
import { err, formatDiagnostic, ok } from '@quorate/core';
import type { ScenarioFile } from '@quorate/sim-driver';
import { parseScenarioFile } from '@quorate/sim-driver';
import { readTextFile } from './text-file.js';

/** Its `specPath` is one from here; the problems are lines for people, each with its place in the file. */
export function readScenarioFile(path: string): Result<ScenarioFile, readonly string[]> {
  const text = readTextFile(path);
  if (!text.ok) return err([text.error]);
  const parsed = parseScenarioFile(text.value, { fileName: path });
  if (!parsed.ok) return err(parsed.error.map(formatDiagnostic));
  const { specPath } = parsed.value;
  return ok({
    ...parsed.value,
    specPath: specPath === undefined ? undefined : resolve(dirname(path), specPath),
  });
}
