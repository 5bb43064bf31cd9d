import { judgeBlock } from './block-criteria.js';
import type { ConfigLine } from './config-line.js';
import { expandTokens } from './expand-tokens.js';
import type { ConfigNode, SshConfig } from './load-ssh-config.js';
import type { SshConfigProblem } from './ssh-config-problem.js';
import type { Setting, SshSettings } from './ssh-settings.js';
import { FIRST_COUNTS } from './ssh-settings.js';
import { unsupportedOption } from './unsupported-option.js';

export interface SettingsSubject {
  /** As it was asked for: what `Host` patterns are compared with. */
  readonly name: string;
  /** The user when something stronger than ssh_config says so; `Match user` sees it. */
  readonly user?: string;
  readonly localUser: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Walks through the lines in order; the first value of an option counts, except for IdentityFile, which adds up. */
class Evaluation {
  readonly settings: Mutable<SshSettings> & { identityFiles: readonly Setting[] } = { identityFiles: [] };
  readonly problems: SshConfigProblem[] = [];
  readonly #subject: SettingsSubject;
  /** ProxyCommand and ProxyJump share one place: whichever is said first. */
  #proxyCommand: ConfigLine | undefined;

  constructor(subject: SettingsSubject) {
    this.#subject = subject;
  }

  /** `enclosing`: does the block apply in which the file is included? Blocks end with their file. */
  walk(nodes: readonly ConfigNode[], enclosing: Activity): void {
    let activity = enclosing;
    for (const node of nodes) {
      if ('included' in node) this.walk(node.included, activity);
      else if (node.keyword === 'host' || node.keyword === 'match')
        activity = enclosing.kind === 'active' ? this.#open(node) : enclosing;
      else if (activity.kind === 'active') this.#take(node);
      else if (activity.kind === 'undecided') this.#leaveOut(node, activity);
    }
  }

  finish(): void {
    const problem = this.#proxyCommand && unsupportedOption(this.#proxyCommand);
    if (problem !== undefined) this.problems.push(problem);
  }

  #open(block: ConfigLine): Activity {
    const { name, user, localUser } = this.#subject;
    const { hostName } = this.settings;
    const verdict = judgeBlock(block, {
      name,
      hostName: hostName === undefined ? name : hostNameOf(hostName.value, name),
      user: user ?? this.settings.user?.value ?? localUser,
      localUser,
    });
    if (verdict.kind === 'applies') return { kind: 'active' };
    if (verdict.kind === 'skipped') return { kind: 'inactive' };
    return { kind: 'undecided', block, criterion: verdict.criterion, told: false };
  }

  #take(line: ConfigLine): void {
    const { settings } = this;
    const value = line.words[0] ?? '';
    const single = FIRST_COUNTS[line.keyword];
    if (single !== undefined) settings[single] ??= { value, from: line };
    else if (line.keyword === 'identityfile') this.#addIdentity({ value, from: line });
    else if (line.keyword === 'userknownhostsfile')
      settings.userKnownHostsFile ??= { value: line.words, from: line };
    else if (line.keyword === 'globalknownhostsfile')
      settings.globalKnownHostsFile ??= { value: line.words, from: line };
    else if (line.keyword === 'proxyjump' || line.keyword === 'proxycommand') this.#takeProxy(line, value);
    else this.#note(unsupportedOption(line));
  }

  #addIdentity(identity: Setting): void {
    const known = this.settings.identityFiles;
    if (!known.some(({ value }) => value === identity.value))
      this.settings.identityFiles = [...known, identity];
  }

  #takeProxy(line: ConfigLine, value: string): void {
    const { proxyJump } = this.settings;
    if (this.#proxyCommand !== undefined) return;
    if (line.keyword === 'proxyjump') this.settings.proxyJump ??= { value, from: line };
    // `ProxyJump none` keeps later jumps out, but not a later command.
    else if (proxyJump === undefined || proxyJump.value.toLowerCase() === 'none') this.#proxyCommand = line;
  }

  #leaveOut(line: ConfigLine, activity: Activity & { kind: 'undecided' }): void {
    if (activity.told || !isOfAccount(line)) return;
    activity.told = true;
    const { file, line: number } = activity.block;
    const message = `Match ${activity.criterion} is not evaluated: the block is left out, with its ${line.keyword} (line ${line.line})`;
    this.problems.push({ severity: 'warning', at: { file, line: number }, message });
  }

  #note(problem: SshConfigProblem | undefined): void {
    if (problem !== undefined) this.problems.push(problem);
  }
}

type Activity =
  | { readonly kind: 'active' }
  | { readonly kind: 'inactive' }
  | { readonly kind: 'undecided'; readonly block: ConfigLine; readonly criterion: string; told: boolean };

const OF_ACCOUNT = ['identityfile', 'userknownhostsfile', 'globalknownhostsfile', 'proxyjump'];

function isOfAccount(line: ConfigLine): boolean {
  return (
    line.keyword in FIRST_COUNTS || OF_ACCOUNT.includes(line.keyword) || unsupportedOption(line) !== undefined
  );
}

/** HostName knows `%h`, the name that was asked for, and `%%`. */
export function hostNameOf(written: string, name: string): string {
  const expanded = expandTokens(written, { h: name });
  return expanded.ok ? expanded.value : written;
}

/** What the files say for one host, and what they say that is not supported. Nothing is read and nothing is run. */
export function settingsFor(
  config: SshConfig,
  subject: SettingsSubject,
): { readonly settings: SshSettings; readonly problems: readonly SshConfigProblem[] } {
  const evaluation = new Evaluation(subject);
  evaluation.walk(config.nodes, { kind: 'active' });
  evaluation.finish();
  return { settings: evaluation.settings, problems: [...config.problems, ...evaluation.problems] };
}
