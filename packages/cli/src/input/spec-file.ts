import { dirname, resolve } from 'node:path';
import type { ClusterSpec } from '@quorate/core';
import { formatDiagnostic, parseClusterSpec, withCniManifest } from '@quorate/core';
import { readTextFile } from './text-file.js';

/** Errors and warnings are lines for people, each with its place in the file. */
export type SpecFile =
  | { readonly ok: true; readonly spec: ClusterSpec; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly errors: readonly string[]; readonly warnings: readonly string[] };

/** Reads a spec, and the CNI manifest that it names relative to itself. */
export function readSpecFile(path: string): SpecFile {
  const text = readTextFile(path);
  if (!text.ok) return { ok: false, errors: [text.error], warnings: [] };
  const parsed = parseClusterSpec(text.value, { fileName: path });
  const warnings = parsed.warnings.map(formatDiagnostic);
  if (!parsed.ok) return { ok: false, errors: parsed.errors.map(formatDiagnostic), warnings };
  const { spec } = parsed;
  if (spec.cni.kind !== 'manifest' || /^https?:/.test(spec.cni.source)) return { ok: true, spec, warnings };
  const manifest = readTextFile(resolve(dirname(path), spec.cni.source));
  return manifest.ok
    ? { ok: true, spec: withCniManifest(spec, manifest.value), warnings }
    : { ok: false, errors: [`${path}: error spec.cni.manifest ${manifest.error}`], warnings };
}
