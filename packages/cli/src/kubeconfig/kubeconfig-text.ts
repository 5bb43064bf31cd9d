import { parse } from 'yaml';

/** What tells kubeconfigs apart, without anything secret. */
export interface Kubeconfig {
  readonly servers: readonly string[];
  /** Base64 of each cluster's CA certificate; a cluster without one counts as an authority of its own. */
  readonly authorities: readonly string[];
}

/** Undefined: not a kubeconfig. */
export function readKubeconfig(text: string): Kubeconfig | undefined {
  const clusters = listIn(parsed(text), 'clusters').map((one) => valueIn(one, 'cluster'));
  if (clusters.length === 0) return undefined;
  return {
    servers: clusters.map((cluster) => textIn(cluster, 'server')),
    authorities: [...new Set(clusters.map((cluster) => textIn(cluster, 'certificate-authority-data')))],
  };
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

function valueIn(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (Object.entries(value).find(([name]) => name === key) ?? [])[1]
    : undefined;
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list = valueIn(value, key);
  return Array.isArray(list) ? list : [];
}

function textIn(value: unknown, key: string): string {
  const text = valueIn(value, key);
  return typeof text === 'string' ? text : '';
}
