/** `schemalog diff`: in what two schemas differ, and whether that is safe. */

import type { Command } from 'commander'
import { compareSides, type SidesDifference } from './diff/compare-sides.ts'
import { openSide } from './diff/open-side.ts'
import { differenceText } from './diff/text.ts'
import { cliErrors } from './errors.ts'
import { note, print, toJson } from './output.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'

interface Options extends RegistryOptions {
  exitCode?: boolean
}

export function diffCommand(): Command {
  return registryCommand(
    'diff',
    'Show in what two schemas differ, or the schemas of two folders, and under which compatibility levels that is safe.',
  )
    .argument('<older>', 'file or folder, REVISION:PATH of git (from the top, or ./PATH from here), SUBJECT@VERSION')
    .argument('<newer>', 'the same; SUBJECT@latest is the latest version')
    .option('--exit-code', 'end with 1 where they differ; without it a difference is 0')
    .action((older: string, newer: string, options: Options) => diff(older, newer, options))
}

async function diff(older: string, newer: string, options: Options): Promise<void> {
  const difference = await compareSides(await openSide(older, options), await openSide(newer, options))
  const { schemas, added, removed, faults } = difference
  const isDifferent = schemas.length + added.length + removed.length > 0
  if (options.json) print(toJson(view({ older, newer, isDifferent, difference })))
  else if (isDifferent) print(differenceText(difference))
  else if (faults.length === 0) print(`${older} and ${newer} are the same.`)
  for (const { error } of faults) note(error.message)
  if (faults.length > 0) throw cliErrors.refused(`${faults.length} files could not be compared.`)
  if (options.exitCode && isDifferent) throw cliErrors.refused(`${older} and ${newer} differ.`)
}

interface Answer {
  older: string
  newer: string
  isDifferent: boolean
  difference: SidesDifference
}

function view({ difference: { faults, ...rest }, ...answer }: Answer) {
  return { ...answer, ...rest, faults: faults.map(({ path, error }) => ({ file: path, error: error.message })) }
}
