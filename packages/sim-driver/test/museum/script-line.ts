/** One line of a naive script: a command on a host, or something that happens between commands. */
export type ScriptLine =
  | {
      readonly kind: 'command';
      readonly host: string;
      readonly text: string;
      readonly argv: readonly string[];
      /** Left out when this file exists: how configuration tools remember what they have done. */
      readonly unlessFile: string | undefined;
      /** The name under which the last line of its output is kept. */
      readonly variable: string | undefined;
      /** `|| true`: the script goes on when it fails. */
      readonly mayFail: boolean;
    }
  | { readonly kind: 'wait'; readonly span: string }
  | { readonly kind: 'switch-on'; readonly host: string };

/**
 * Forms: `wait 3d`, `switch on master3`, `master2: kubeadm …`, `master2: test -e FILE || kubeadm …`,
 * `master2: kubeadm … || true`, `master1: KEY=$(kubeadm …)`.
 */
export function parseScriptLine(text: string): ScriptLine {
  const wait = /^wait (\w+)$/.exec(text);
  if (wait !== null) return { kind: 'wait', span: wait[1] ?? '' };
  const power = /^switch on (\w+)$/.exec(text);
  if (power !== null) return { kind: 'switch-on', host: power[1] ?? '' };
  const command = /^(\w+): (?:test -e (\S+) \|\| )?(.+?)( \|\| true)?$/.exec(text);
  if (command === null) throw new Error(`not a line of a script: ${text}`);
  const [, host = '', unlessFile, rest = '', mayFail] = command;
  const kept = /^([A-Z]+)=\$\((.+)\)$/.exec(rest);
  return {
    kind: 'command',
    host,
    text: text.slice(host.length + 2),
    argv: (kept?.[2] ?? rest).split(' '),
    unlessFile,
    variable: kept?.[1],
    mayFail: mayFail !== undefined,
  };
}
