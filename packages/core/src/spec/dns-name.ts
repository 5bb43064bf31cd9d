import { err, ok, type Result } from '../foundation/result.js';

const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const longestLabel = 63;
const longestName = 253;

/** A DNS-1123 label: lower-case letters, digits and `-`, at most 63 characters. */
export function parseDnsLabel(text: string): Result<string, string> {
  if (text.length > longestLabel)
    return err(`"${abbreviated(text)}" is longer than ${longestLabel} characters`);
  if (label.test(text)) return ok(text);
  return err(`"${text}" is not a DNS-1123 label: ${rule(text)}`);
}

/** A DNS-1123 subdomain: labels joined by dots, at most 253 characters. */
export function parseDnsSubdomain(text: string): Result<string, string> {
  if (text.length > longestName)
    return err(`"${abbreviated(text)}" is longer than ${longestName} characters`);
  const labels = text.split('.');
  if (labels.every((part) => part.length <= longestLabel && label.test(part))) return ok(text);
  return err(`"${text}" is not a DNS-1123 name: ${rule(text)}`);
}

/**
 * A name for a host: a DNS-1123 subdomain of at most 63 characters, because it becomes the Node's name and the value of
 * its label kubernetes.io/hostname.
 */
export function parseHostName(text: string): Result<string, string> {
  if (text.length > longestLabel) {
    return err(
      `"${abbreviated(text)}" is longer than ${longestLabel} characters, which the label kubernetes.io/hostname allows`,
    );
  }
  return parseDnsSubdomain(text);
}

function rule(text: string): string {
  if (/[A-Z]/.test(text)) return 'upper-case letters are not allowed';
  if (text.includes('_')) return '"_" is not allowed, use "-"';
  return 'use lower-case letters, digits and "-", and begin and end with a letter or digit';
}

function abbreviated(text: string): string {
  return `${text.slice(0, 24)}…`;
}
