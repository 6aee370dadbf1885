import { Argument } from 'commander';
import type { Register } from './command-context.ts';
import { EXIT_OK } from './exit-codes.ts';

// The scripts know no command and no option: they ask the program, which does.

// Words are cut at blanks only: bash would cut `shop/db:5432` at its colon, and give back just what is behind it.
const BASH = `# bash completion for netpol-tui
_netpol_tui() {
  local line="\${COMP_LINE:0:COMP_POINT}" cur out candidate
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  cur="\${words[\${#words[@]}-1]}"
  COMPREPLY=()
  out="$("\${words[0]/#\\~/$HOME}" __complete -- "\${words[@]:1}" 2>/dev/null)" || return
  local behind=""
  [[ $COMP_WORDBREAKS == *:* && $cur == *:* ]] && behind="\${cur%"\${cur##*:}"}"
  while IFS= read -r candidate; do
    if [[ $candidate == :files ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -f -- "$cur")
    elif [[ -n $candidate ]]; then
      candidate="\${candidate%%$'\\t'*}"
      COMPREPLY+=("\${candidate#"$behind"}")
    fi
  done <<< "$out"
}
complete -F _netpol_tui netpol-tui kubectl-netpol_tui
`;

const ZSH = `#compdef netpol-tui kubectl-netpol_tui
_netpol_tui() {
  local line
  local -a lines candidates
  lines=("\${(@f)$("\${(Q)words[1]}" __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    if [[ $line == :files ]]; then
      _files
    elif [[ -n $line ]]; then
      candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( $#candidates )) && _describe netpol-tui candidates
}
if [[ $funcstack[1] == _netpol_tui ]]; then
  _netpol_tui "$@"
else
  compdef _netpol_tui netpol-tui kubectl-netpol_tui
fi
`;

const FISH = `# fish completion for netpol-tui
function __netpol_tui_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (command $words[1] __complete -- $words[2..-1] 2>/dev/null)
        if test "$line" = ':files'
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c netpol-tui -f -a '(__netpol_tui_complete)'
complete -c kubectl-netpol_tui -f -a '(__netpol_tui_complete)'
`;

const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['bash', BASH],
  ['zsh', ZSH],
  ['fish', FISH],
]);

const EXAMPLES = `
Commands, options, and the names of pods, workloads, Services, namespaces and contexts are completed: those of the cluster or of
what -f names on the line.

Examples:
  source <(netpol-tui completion bash)                              in this shell; or in ~/.bashrc
  netpol-tui completion zsh > "\${fpath[1]}/_netpol-tui"
  netpol-tui completion fish > ~/.config/fish/completions/netpol-tui.fish`;

/** `completion SHELL`: the script that makes a shell complete. */
export const registerCompletion: Register = (program, { io, finish }) => {
  program
    .command('completion')
    .description('the script that makes a shell complete commands, options and names')
    .addArgument(new Argument('<SHELL>', 'which shell').choices([...SCRIPTS.keys()]))
    .addHelpText('after', EXAMPLES)
    .action((shell: string) => {
      io.stdout.write(SCRIPTS.get(shell) ?? '');
      finish(EXIT_OK);
    });
};
