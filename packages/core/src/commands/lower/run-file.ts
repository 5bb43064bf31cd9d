import type { Text } from '../../foundation/secret.js';
import type { HostName } from '../../spec/cluster-spec.js';
import type { PlacedStep, Stage, StepPlan } from '../step-plan.js';
import { cleanUp, mustSucceed, place } from './placing.js';

/** Files that live as long as one command: /run is in memory, so a secret never reaches a disk. */
export type RunFile = 'init.yaml' | 'join.yaml' | 'cni.yaml';

const FILE_TIMEOUT_MS = 15_000;

export function runFilePath(file: RunFile): string {
  return `/run/quorate/${file}`;
}

/** Writes the file for root only, runs the stages, and removes the file whatever happened. */
export function withRunFile(
  host: HostName,
  file: RunFile,
  content: Text,
  stages: readonly Stage[],
): StepPlan {
  return {
    stages: [
      mustSucceed(
        place(host, `write ${file}`, {
          kind: 'write-file',
          path: runFilePath(file),
          content,
          mode: 0o600,
          timeoutMs: FILE_TIMEOUT_MS,
        }),
      ),
      ...stages,
      cleanUp(removeRunFile(host, file)),
    ],
  };
}

export function removeRunFile(host: HostName, file: RunFile): PlacedStep {
  return place(host, `remove ${file}`, {
    kind: 'remove-file',
    path: runFilePath(file),
    timeoutMs: FILE_TIMEOUT_MS,
  });
}
