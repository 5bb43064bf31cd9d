import type { DiagnosedFailure, Diagnosis } from '@quorate/core';
import { renderDiagnosis } from '../render/diagnosis.js';
import { painter } from '../render/style.js';
import { evidenceDirectory, writeEvidence } from '../support-bundle/write-evidence.js';
import type { Terminal } from '../terminal.js';

export interface DiagnosisTelling {
  /** Undefined: evidence is written nowhere. */
  readonly journalPath: string | undefined;
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Keeps the evidence of a failure beside the journal, and names the likely cause. */
export function tellDiagnosis(
  { diagnosis }: DiagnosedFailure,
  { journalPath, json, terminal }: DiagnosisTelling,
): void {
  const { place, problem } = journalPath === undefined ? {} : written(journalPath, diagnosis);
  if (json) {
    const { causes, lookFailed } = diagnosis;
    terminal.out(
      JSON.stringify({
        type: 'run.diagnosed',
        causes,
        lookFailed,
        ...(place === undefined ? {} : { place }),
      }),
    );
    return;
  }
  const style = { columns: terminal.columns, paint: painter(terminal.colour.err) };
  for (const line of renderDiagnosis(diagnosis, style)) terminal.err(line);
  if (place !== undefined) terminal.err(`  evidence, masked: ${place}-…`);
  if (problem !== undefined) terminal.err(`  the evidence could not be kept: ${problem}`);
}

/** Evidence that cannot be written must not end a run. */
function written(
  journalPath: string,
  diagnosis: Diagnosis,
): { readonly place?: string; readonly problem?: string } {
  try {
    return { place: writeEvidence(evidenceDirectory(journalPath), diagnosis) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
