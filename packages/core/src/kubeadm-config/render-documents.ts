import { Document, Scalar } from 'yaml';
import { Secret, type Text } from '../foundation/secret.js';

/**
 * Several documents as one YAML file. A {@link Secret} may stand wherever a string may; it stays a part of its own in the
 * text, inside quotes, because a token such as `123456.0123456789012345` would be a number without them.
 */
export function renderDocuments(documents: readonly Readonly<Record<string, unknown>>[]): Text {
  const secrets = new Map<string, Secret>();
  const yaml = documents.map((document) => renderDocument(document, secrets)).join('---\n');
  return [...secrets].reduce<Text>(
    (text, [slot, secret]) =>
      text.flatMap((part) => (typeof part === 'string' ? between(part.split(slot), secret) : [part])),
    [yaml],
  );
}

/** kubeadm reads YAML 1.1, in which a plain `on` or `1:20` is no string. */
function renderDocument(document: Readonly<Record<string, unknown>>, secrets: Map<string, Secret>): string {
  return new Document(withSlots(document, secrets), { schema: 'yaml-1.1' }).toString({ lineWidth: 0 });
}

function withSlots(value: unknown, secrets: Map<string, Secret>): unknown {
  if (value instanceof Secret) {
    const slot = value.toString();
    secrets.set(slot, value);
    const scalar = new Scalar(slot);
    scalar.type = Scalar.QUOTE_DOUBLE;
    return scalar;
  }
  if (Array.isArray(value)) return value.map((item) => withSlots(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withSlots(item, secrets)]));
}

function between(parts: readonly string[], secret: Secret): Text {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [secret, part]));
}
