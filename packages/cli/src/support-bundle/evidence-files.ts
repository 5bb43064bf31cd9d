import type { Evidence, EvidenceItem } from '@quorate/core';

/** A file of evidence: its name below the directory of its host, and its text. */
export interface EvidenceFile {
  readonly host: string;
  readonly name: string;
  readonly text: string;
}

/** One file for each question and host. Nothing that was masked comes back here: the texts are the evidence's own. */
export function evidenceFiles({ items }: Evidence): readonly EvidenceFile[] {
  return [...items.filter(({ source }) => source !== 'paths').map(fileOf), ...pathFiles(items)];
}

function fileOf(item: EvidenceItem): EvidenceFile {
  const { host, source, subject } = item;
  const name = subject === undefined ? source : `${source}-${safe(subject)}`;
  return { host, name: `${name}.log`, text: `$ ${item.tried}\n${endingOf(item)}${item.text}` };
}

/** Probes say one word each: together they are one file. */
function pathFiles(items: readonly EvidenceItem[]): readonly EvidenceFile[] {
  const probes = items.filter(({ source }) => source === 'paths');
  return [...new Set(probes.map(({ host }) => host))].map((host) => ({
    host,
    name: 'paths.log',
    text: probes
      .filter((probe) => probe.host === host)
      .map(({ tried, outcome }) => `$ ${tried}\n${outcome.kind === 'answered' ? 'open' : outcome.detail}\n`)
      .join(''),
  }));
}

function endingOf({ outcome }: EvidenceItem): string {
  switch (outcome.kind) {
    case 'answered':
      return '';
    case 'failed':
      return `# ${outcome.detail}\n`;
    case 'no-answer':
      return `# no answer: ${outcome.detail}\n`;
  }
}

function safe(subject: string): string {
  return subject.replaceAll(/[^A-Za-z0-9.-]+/g, '-').replaceAll(/^-+/g, '');
}
