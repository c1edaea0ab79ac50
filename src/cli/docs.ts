/** `schemalog docs`: the pages of docs/ that are printed from the tables in src. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { apis, describeProtocol } from '../protocol/index.ts'
import { cliErrors } from './errors.ts'
import { print } from './output.ts'
import { describeCommands } from './pages/commands.ts'
import { errorsPage } from './pages/errors.ts'
import { metricsPage } from './pages/metrics.ts'
import { rulesPage } from './pages/rules.ts'
import { settingsPage } from './pages/settings.ts'

/** @param wholeProgram - the program with every command, of which a page tells. */
export function docsCommand(wholeProgram: () => Promise<Command>): Command {
  const pages = { ...tablePages, cli: async () => describeCommands(await wholeProgram()) }
  return new Command('docs')
    .description('Print or check the documentation pages that are made from the tables in the source.')
    .argument('[page]', `one of ${Object.keys(pages).join(', ')}; all of them where absent`)
    .option('--write <folder>', 'write the pages into a folder')
    .option('--check <folder>', 'say whether the pages in a folder are current')
    .option('--json', 'print the pages as one JSON object')
    .action((page: string | undefined, options: Options) => docs(pages, page, options))
}

type Pages = Readonly<Record<string, () => string | Promise<string>>>

interface Options {
  write?: string
  check?: string
  json?: true
}

/** The printed pages by file name without `.md`. */
const tablePages: Pages = {
  settings: settingsPage,
  errors: errorsPage,
  protocol: () => describeProtocol(apis),
  metrics: metricsPage,
  rules: rulesPage,
}

async function docs(pages: Pages, page: string | undefined, options: Options): Promise<void> {
  const chosen = page === undefined ? Object.keys(pages) : [page]
  const printed: Record<string, string> = {}
  for (const name of chosen) printed[name] = await pageOf(pages, name)
  if (options.write !== undefined) writePages(printed, options.write)
  else if (options.check !== undefined) refuseStalePages(printed, options.check)
  else print(options.json ? JSON.stringify(printed, undefined, 2) : Object.values(printed).join('\n'))
}

function pageOf(pages: Pages, name: string): string | Promise<string> {
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined
  if (!page) throw cliErrors.wrongUse(`There is no page '${name}'; there are ${Object.keys(pages).join(', ')}.`)
  return page()
}

function writePages(printed: Record<string, string>, folder: string): void {
  for (const [name, text] of Object.entries(printed)) {
    const path = join(folder, `${name}.md`)
    try {
      writeFileSync(path, text)
    } catch (error) {
      throw cliErrors
        .wrongUse(`${path} cannot be written: ${error instanceof Error ? error.message : error}.`)
        .because(error)
    }
  }
}

function refuseStalePages(printed: Record<string, string>, folder: string): void {
  const stale = Object.entries(printed).filter(([name, text]) => readPage(join(folder, `${name}.md`)) !== text)
  if (stale.length === 0) return
  throw cliErrors.refused(`Not current in ${folder}: ${stale.map(([name]) => `${name}.md`).join(', ')}.`)
}

function readPage(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
