import type { CommandWords, OptionWords } from './command-tree.js';

/** A script for `source`. Where it offers nothing, bash completes files by itself. */
export function bashCompletion(tree: readonly CommandWords[]): string {
  const below = tree.flatMap(({ path, commands }) => commands.map(({ name }) => `${path} ${name}`));
  const lists = tree.flatMap(({ path, options }) => options.flatMap((option) => valueCase(path, option)));
  return `# bash completion for quorate: source <(quorate completion bash)
_quorate() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  local verb=quorate word names= options= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$verb $word" in
${below.map((path) => `      '${path}') verb='${path}' ;;`).join('\n')}
    esac
  done
  case "$verb $prev" in
${lists.join('\n')}
  esac
  case "$verb" in
${tree.map(wordsCase).join('\n')}
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
  else
    COMPREPLY=($(compgen -W "$names" -- "$cur"))
  fi
}
complete -o default -F _quorate quorate`;
}

/** zsh runs the same function through its own bridge. */
export function zshCompletion(tree: readonly CommandWords[]): string {
  return `#compdef quorate
# zsh completion for quorate: source <(quorate completion zsh)
autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bashCompletion(tree)}`;
}

/** What may follow an option; without a list it is a file. */
function valueCase(path: string, option: OptionWords): readonly string[] {
  const { value, choices } = option;
  if (value === 'none' || (value === 'optional' && choices.length === 0)) return [];
  const pattern = flags(option)
    .map((flag) => `'${path} ${flag}'`)
    .join(' | ');
  const reply = choices.length === 0 ? '' : ` COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur"));`;
  return [`    ${pattern})${reply} return ;;`];
}

function wordsCase({ path, commands, options, values }: CommandWords): string {
  const names = [...commands.map(({ name }) => name), ...values].join(' ');
  return `    '${path}') names='${names}' options='${options.flatMap(flags).join(' ')}' ;;`;
}

function flags({ long, short }: OptionWords): readonly string[] {
  return [long, short].filter((flag) => flag !== undefined);
}
