import { KEY_FILE, SOURCE_FILE, sourceFile } from '../../preparation/apt-source.js';
import type { PreparationSpec, RepositoryKey } from '../../spec/preparation-spec.js';
import type { HostStep } from '../../steps/host-step.js';
import { update } from './apt.js';
import { CHANGE_TIMEOUT_MS, run } from './programs.js';

/** The key first: a source whose key is missing makes every later look at the archives fail. */
export function repositorySteps({ repository }: PreparationSpec): readonly HostStep[] {
  if (repository.kind === 'none') return [];
  const { key } = repository;
  return [...(key === undefined ? [] : keySteps(key)), file(SOURCE_FILE, sourceFile(repository)), update()];
}

function keySteps(key: RepositoryKey): readonly HostStep[] {
  switch (key.kind) {
    case 'file':
      return [];
    case 'armored':
      return [file(KEY_FILE, key.text)];
    case 'url':
      return [
        run(['curl', '-fsSL', '--create-dirs', '--max-time', '50', '-o', KEY_FILE, key.url], {
          timeoutMs: CHANGE_TIMEOUT_MS,
        }),
      ];
  }
}

function file(path: string, text: string): HostStep {
  return { kind: 'write-file', path, content: [text], mode: 0o644, timeoutMs: CHANGE_TIMEOUT_MS };
}
