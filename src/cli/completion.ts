/**
 * `schemalog completion`: a script that lets a shell complete commands, options and their choices.
 *
 * The script holds all words, printed from the commands' own declarations, so that a Tab costs no process; libraries that
 * were weighed (omelette, @bomb.sh/tab) start the program at each Tab, which takes longer than a person waits.
 */

import { Argument, Command } from 'commander'
import { print, toJson } from './output.ts'

const shells: Readonly<Record<string, (words: readonly Words[]) => string>> = { bash, zsh, fish }

/** What may follow a command. */
interface Words {
  /** `schemalog subjects list` without the program: empty for the program itself. */
  path: string
  commands: { name: string; description: string }[]
  options: { flag: string; description: string; choices: readonly string[]; takesValue: boolean }[]
}

/** @param wholeProgram - the program with every command. */
export function completionCommand(wholeProgram: () => Promise<Command>): Command {
  return new Command('completion')
    .description(`Print a script that completes commands and options: source <(schemalog completion bash).`)
    .addArgument(new Argument('<shell>', 'whose script').choices(Object.keys(shells)))
    .option('--json', 'print the script as a JSON string')
    .action(async (shell: string, options: { json?: boolean }) => {
      const script = shells[shell]?.(wordsOf(await wholeProgram(), '')) ?? ''
      print(options.json ? toJson(script) : script.trimEnd())
    })
}

function wordsOf(command: Command, path: string): Words[] {
  const own: Words = {
    path,
    commands: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
    options: command.options
      .filter(({ hidden, long }) => !hidden && long)
      .map((option) => ({
        flag: option.long ?? '',
        description: option.description,
        choices: option.argChoices ?? [],
        takesValue: option.required || option.optional,
      })),
  }
  own.options.push({ flag: '--help', description: 'how it is used', choices: [], takesValue: false })
  return [own, ...command.commands.flatMap((child) => wordsOf(child, `${path} ${child.name()}`.trim()))]
}

/** The words of a line that are commands, found by going down the tree. */
function bash(all: readonly Words[]): string {
  const commands = all.map(
    ({ path, commands, options }) =>
      `    '${path}') words='${[...commands.map(({ name }) => name), ...options.map(({ flag }) => flag)].join(' ')}' ;;`,
  )
  const choices = choicesOf(all).map(([key, list]) => `    '${key}') words='${list.join(' ')}' ;;`)
  const paths = all.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`)
  return `# bash completion for schemalog: source <(schemalog completion bash)
_schemalog() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path='' words='' at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${path:+$path }\${COMP_WORDS[at]}" in
      ${paths.join('|')}) path="\${path:+$path }\${COMP_WORDS[at]}" ;;
    esac
  done
  case "$path $previous" in
${choices.join('\n')}
  esac
  [ -n "$words" ] || case "$path" in
${commands.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _schemalog schemalog
`
}

function zsh(all: readonly Words[]): string {
  const cases = all.map(({ path, commands, options }) => {
    const names = commands.map(({ name, description }) => described(name, description))
    const flags = options.map(({ flag, description }) => described(flag, description))
    return `    '${path}') found=(${[...names, ...flags].join(' ')}) ;;`
  })
  const choices = choicesOf(all).map(([key, list]) => `    '${key}') found=(${list.join(' ')}) ;;`)
  const paths = all.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`)
  return `#compdef schemalog
# zsh completion for schemalog: source <(schemalog completion zsh)
_schemalog() {
  local at='' word previous
  local -a before=("\${(@)words[2,CURRENT-1]}") found=()
  previous=\${before[-1]}
  for word in $before; do
    case "\${at:+$at }$word" in
      ${paths.join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at $previous" in
${choices.join('\n')}
  esac
  (( $#found )) || case "$at" in
${cases.join('\n')}
  esac
  _describe 'schemalog' found || _files
}
compdef _schemalog schemalog
`
}

function described(name: string, description: string): string {
  return `'${name.replaceAll(':', '\\:')}:${quotable(description)}'`
}

function fish(all: readonly Words[]): string {
  const lines = all.flatMap(({ path, commands, options }) => {
    const here = `-n '__schemalog_at "${path}"'`
    return [
      ...commands.map(
        ({ name, description }) => `complete -c schemalog -f ${here} -a ${name} -d '${quotable(description)}'`,
      ),
      ...options.map(({ flag, description, choices, takesValue }) => {
        const values = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : ''
        return `complete -c schemalog ${here} -l ${flag.slice(2)}${values} -d '${quotable(description)}'`
      }),
    ]
  })
  const paths = all.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`)
  return `# fish completion for schemalog: schemalog completion fish | source
function __schemalog_at
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim "$path $word")
    contains -- $next ${paths.join(' ')}; and set path $next
  end
  test "$path" = "$argv[1]"
end
${lines.join('\n')}
`
}

/** Words that may follow an option, by the path of its command and the option. */
function choicesOf(all: readonly Words[]): [string, readonly string[]][] {
  return all.flatMap(({ path, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }): [string, readonly string[]] => [`${path} ${flag}`, choices]),
  )
}

/** Within single quotes of any shell. */
function quotable(text: string): string {
  return text.replaceAll("'", '’').replaceAll('\\', '').replaceAll('\n', ' ')
}
