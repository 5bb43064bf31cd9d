import { encodeBase64 } from '../engine/base64.js';
import type { TraceRecord } from '../engine/trace.js';
import type { Process } from '../host/process.js';
import type { Finding, Invariant, Watched } from './invariant.js';

/** Whatever kubeadm prints of these kinds is a secret: the second half of a token, and a certificate key. */
const TOKEN = /\b[a-z0-9]{6}\.([a-z0-9]{16})\b/g;
const CERTIFICATE_KEY = /(?:certificate-key |certificate key:\s+)([0-9a-f]{64})\b/g;
/** `kubeadm certs certificate-key` prints nothing else. */
const ONLY_A_KEY = /^([0-9a-f]{64})\s*$/g;
/** What stands in every private key in PEM, and what base64 makes of it, wherever in a group of three bytes it begins. */
const PRIVATE_KEY = 'PRIVATE KEY-----';
const PRIVATE_KEYS = [PRIVATE_KEY, ...[0, 1, 2].map((before) => inBase64(PRIVATE_KEY, before))];
/** No secret is shorter. */
const SHORTEST = 16;

export const noSecretShown: Invariant = {
  id: 'no-secret-shown',
  title: 'no token, certificate key or private key is in an event, a trace record, a journal entry or argv',
  formula:
    'for every text in events, journal entries, trace records and command lines: occurrences of a token secret (16 characters) or certificate key (64 hex digits) that kubeadm has printed before, or while that command ran, or of a private key in PEM or its base64 = 0',
  watch: ({ simulation }) => {
    const secrets = secretsOf(simulation);
    return {
      onRecord: ({ event, detail }) =>
        secrets.inDetail(detail) ? `a secret is in the trace: ${event}` : undefined,
      onSpawn: (process) => {
        if (printsSecrets(process))
          process.exited.onSettled(() => {
            // One that ends by itself says so first, in the trace.
            if (process.exited.value?.kind === 'signal') secrets.learnFrom(process);
          });
        return secrets.shownBy(process);
      },
      records: {
        'kubeadm.exited': ({ host: name }) => {
          const processes = [...simulation.world.host(name ?? '').processes.values()];
          let learned = false;
          for (const process of processes)
            if (printsSecrets(process)) learned = secrets.learnFrom(process) || learned;
          // Those that had begun before anybody could know what is secret in them.
          return learned ? firstOf(processes, (process) => secrets.shownBy(process)) : undefined;
        },
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

/** By the command of kubeadm. */
const SECRETS_PRINTED: ReadonlyMap<string, readonly RegExp[]> = new Map([
  ['init', [TOKEN, CERTIFICATE_KEY]],
  ['token', [TOKEN]],
  ['certs', [ONLY_A_KEY]],
]);

function printsSecrets({ name, argv }: Process): boolean {
  return name === 'kubeadm' && SECRETS_PRINTED.has(argv[1] ?? '');
}

function firstOf(processes: readonly Process[], ask: (process: Process) => Finding): Finding {
  for (const process of processes) {
    const finding = ask(process);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

/** The digits of a text in base64 that do not depend on what is around it, with so many bytes before it. */
function inBase64(text: string, before: number): string {
  const digits = encodeBase64(`${'-'.repeat(before)}${text}`);
  const whole = Math.floor(((before + text.length) * 8) / 6);
  return digits.slice(Math.ceil((before * 8) / 6), whole);
}

/** Secrets of one world, and the search for them. */
class Secrets {
  /** With what betrays a private key. */
  readonly #known = [...PRIVATE_KEYS];
  /** Objects found clean: an event and its journal entry share their report, a process keeps its argv. */
  #clean = new WeakSet();

  /** From what a kubeadm has printed; the answer is whether anything of it is new. */
  learnFrom({ argv, stdout }: Process): boolean {
    const before = this.#known.length;
    for (const pattern of SECRETS_PRINTED.get(argv[1] ?? '') ?? [])
      for (const [, secret = ''] of stdout.matchAll(pattern))
        if (!this.#known.includes(secret)) this.#known.push(secret);
    if (this.#known.length === before) return false;
    this.#clean = new WeakSet();
    return true;
  }

  /** In its command line. */
  shownBy({ argv, name, host }: Process): Finding {
    for (const word of argv)
      if (this.#inText(word)) return `a command line of ${name} on ${host.name} holds a secret`;
    return undefined;
  }

  #inText(text: string): boolean {
    if (text.length < SHORTEST) return false;
    for (const secret of this.#known) if (text.includes(secret)) return true;
    return false;
  }

  inDetail(detail: TraceRecord['detail']): boolean {
    for (const name in detail) {
      const value = detail[name];
      if (typeof value === 'string' && this.#inText(value)) return true;
    }
    return false;
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
