import { readFileSync } from 'node:fs';
import { formatDiagnostic, parseClusterSpec, withCniManifest } from '@quorate/core';
import { EXIT, Refusal } from './refusal.mjs';

/** The spec in `path`, a file URL, with its CNI manifest; `KUBERNETES_VERSION` goes before the release in the file. */
export function readCluster(path, env) {
  const wanted = env.KUBERNETES_VERSION;
  const written = readFile(path);
  const text = wanted
    ? written.replace(/^(\s*kubernetesVersion:).*$/m, `$1 v${wanted.replace(/^v/, '')}`)
    : written;
  const parsed = parseClusterSpec(text, { fileName: path.pathname });
  for (const warning of parsed.warnings) console.error(formatDiagnostic(warning));
  if (!parsed.ok) throw new Refusal(EXIT.configInvalid, ...parsed.errors.map(formatDiagnostic));
  const { spec } = parsed;
  if (spec.cni.kind === 'none' || /^https?:/.test(spec.cni.source)) return spec;
  return withCniManifest(spec, readFile(new URL(spec.cni.source, path)));
}

function readFile(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Refusal(EXIT.configInvalid, `${path.pathname} cannot be read: ${error.message}`);
  }
}
