import type { Host } from '../host/host.js';
import type { Finding, Invariant, Watched } from './invariant.js';

/** Whatever kubeadm prints of these kinds is a secret: the second half of a token, and a certificate key. */
const TOKEN = /\b[a-z0-9]{6}\.([a-z0-9]{16})\b/g;
const CERTIFICATE_KEY = /(?:certificate-key |certificate key:\s+)([0-9a-f]{64})\b/g;
const PRIVATE_KEY = 'PRIVATE KEY-----';
/** No secret is shorter. */
const SHORTEST = 16;

export const noSecretShown: Invariant = {
  id: 'no-secret-shown',
  title: 'no token, certificate key or private key is in an event, a trace record, a journal entry or argv',
  formula:
    'for every text in events, journal entries, trace records and command lines: occurrences of a token secret (16 characters) or certificate key (64 hex digits) that kubeadm has ever printed, or of a private key in PEM = 0',
  watch: ({ simulation }) => {
    const secrets = secretsOf(simulation);
    return {
      records: {
        'kubeadm.exited': ({ host: name }) => {
          const host = simulation.world.host(name ?? '');
          secrets.harvest(host);
          return [...host.processes.values()].some(({ argv }) => secrets.in(argv))
            ? `a command line on ${host.name} holds a secret`
            : undefined;
        },
        'etcd.exited': ({ detail }) => secrets.find(detail, 'the trace'),
        'person.typed': ({ detail }) => secrets.find(detail, 'the trace'),
      },
    };
  },
  watchRun: ({ simulation }) => {
    const secrets = secretsOf(simulation);
    return {
      onEvent: (event) => secrets.find(event, `event ${event.type}`),
      onJournal: (entry) => secrets.find(entry, 'the journal'),
    };
  },
};

/** Secrets of one world, and the search for them. */
class Secrets {
  readonly #known = new Set<string>();
  /** Objects found clean: an event and its journal entry share their report, a process keeps its argv. */
  #clean = new WeakSet();

  harvest(host: Host): void {
    for (const process of host.processesNamed('kubeadm')) {
      const [, command] = process.argv;
      if (command !== 'init' && command !== 'token') continue;
      for (const [, token = ''] of process.stdout.matchAll(TOKEN)) this.#learn(token);
      for (const [, key = ''] of process.stdout.matchAll(CERTIFICATE_KEY)) this.#learn(key);
    }
  }

  #learn(secret: string): void {
    if (this.#known.has(secret)) return;
    this.#known.add(secret);
    this.#clean = new WeakSet();
  }

  #inText(text: string): boolean {
    if (text.length < SHORTEST) return false;
    for (const secret of this.#known) if (text.includes(secret)) return true;
    return text.includes(PRIVATE_KEY);
  }

  /** Each event, entry and detail is new and asked about once: only its parts can have been found clean before. */
  find(value: object | undefined, where: string): Finding {
    return this.#inParts(value) ? `a secret is in ${where}` : undefined;
  }

  /** Whether a secret stands anywhere in it. */
  in(value: unknown): boolean {
    if (typeof value === 'string') return this.#inText(value);
    if (typeof value !== 'object' || value === null || this.#clean.has(value)) return false;
    if (this.#inParts(value)) return true;
    this.#clean.add(value);
    return false;
  }

  #inParts(whole: object | undefined): boolean {
    for (const part of Object.values(whole ?? {})) if (this.in(part)) return true;
    return false;
  }
}

const BY_SIMULATION = new WeakMap<Watched['simulation'], Secrets>();

function secretsOf(simulation: Watched['simulation']): Secrets {
  const known = BY_SIMULATION.get(simulation);
  if (known !== undefined) return known;
  const secrets = new Secrets();
  BY_SIMULATION.set(simulation, secrets);
  return secrets;
}
