/** `schemalog docs`: the pages of docs/ that are printed from the tables in src. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeSerdesErrors } from '@schemalog/serdes'
import { Command } from 'commander'
import { brokerErrors } from '../broker/index.ts'
import { describeErrors } from '../errors.ts'
import { httpErrors } from '../http/index.ts'
import { logErrors } from '../log/index.ts'
import { apis, describeProtocol, protocolErrors } from '../protocol/index.ts'
import { registryErrors } from '../registry/index.ts'
import { schemaErrors } from '../schemas/index.ts'
import { describeSettings, settingErrors, settings } from '../settings/index.ts'
import { storeErrors } from '../store/index.ts'
import { describeCommands } from './commands-page.ts'
import { cliErrors } from './errors.ts'
import { describeMetrics } from './metrics-page.ts'
import { print } from './output.ts'

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
}

async function docs(pages: Pages, page: string | undefined, options: Options): Promise<void> {
  const chosen = page === undefined ? Object.keys(pages) : [page]
  const printed: Record<string, string> = {}
  for (const name of chosen) printed[name] = await pageOf(pages, name)
  if (options.write !== undefined) writePages(printed, options.write)
  else if (options.check !== undefined) checkPages(printed, options.check)
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

function checkPages(printed: Record<string, string>, folder: string): void {
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

const printedNote = 'Printed by `schemalog docs` from the tables in the source; change those, not this page.\n'

function settingsPage(): string {
  const rows = describeSettings(settings).map(({ variable, flag, default: value, expected, doc }) =>
    tableRow([`\`${variable}\``, `\`${flag}\``, value === '' ? '' : `\`${value}\``, expected, doc]),
  )
  const head = tableHead(['variable', 'flag of `schemalog serve`', 'default', 'value', 'what it does'])
  return `# Settings\n\n${printedNote}\nA flag wins over a variable, a variable over the default. An unknown \`SCHEMALOG_\` variable or a wrong value stops the\nstart with a sentence that names it.\n\n${[...head, ...rows].join('\n')}\n`
}

/** Those of a whole server, which is started for this in memory: whatever it counts is in the table. */
async function metricsPage(): Promise<string> {
  const rows = (await describeMetrics()).map(({ name, type, labels, help }) =>
    tableRow([`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help]),
  )
  const head = tableHead(['name', 'type', 'labels', 'what it tells'])
  return `# Metrics\n\n${printedNote}\n${metricsIntroduction}\n${[...head, ...rows].join('\n')}\n`
}

const metricsIntroduction = `\`GET /metrics\` answers these in the text format of Prometheus. Labels have few values: what users type (subjects, paths,
topics, groups) is never one of them. The caches are \`answers\` (as they were sent over HTTP), \`schemas\` (by id),
\`versions\`, \`settings\` and \`ids\` (as read from the database: of subjects, of scopes, and what ids and guids are used for),
\`texts\` (as clients send them) and \`parsed\`.

Where the server is a process of its own, those of the process are there too, as prom-client collects them: memory, CPU and
file descriptors (\`process_*\`), garbage collection and the delay of the event loop (\`nodejs_eventloop_lag_p99_seconds\`).
`

const errorTables: readonly { title: string; code: string; table: object }[] = [
  { title: 'Registry', code: '`error_code` (its first three digits are the HTTP status)', table: registryErrors },
  { title: 'HTTP', code: '`error_code` and status', table: httpErrors },
  { title: 'Schemas', code: '`error_code` that the registry answers', table: schemaErrors },
  { title: 'Broker', code: 'Kafka error code', table: brokerErrors },
  { title: 'Log', code: 'Kafka error code', table: logErrors },
  { title: 'Protocol', code: 'Kafka error code; the connection is closed', table: protocolErrors },
  { title: 'Store', code: 'ours, in the log; the process ends with exit code 1', table: storeErrors },
  { title: 'Settings', code: 'exit code of the process', table: settingErrors },
  { title: 'Command line', code: 'exit code of the process', table: cliErrors },
]

function errorsPage(): string {
  const sections = errorTables.map(({ title, code, table }) => {
    const rows = describeErrors(table).map((row) =>
      tableRow([String(row.code), `\`${row.key}\``, row.message, row.when]),
    )
    return `## ${title}\n\nCode: ${code}.\n\n${[...tableHead(['code', 'key', 'message', 'when']), ...rows].join('\n')}\n`
  })
  return `# Errors\n\n${printedNote}\nKafka's own error codes are in [protocol.md](protocol.md).\n\n${sections.join('\n')}\n${serdesSection()}`
}

/** Errors of the client package have no codes; programs look at `key`. */
function serdesSection(): string {
  const rows = describeSerdesErrors().map(({ key, when }) => tableRow([`\`${key}\``, when]))
  return `## Serdes\n\n\`SerdesError\` of @schemalog/serdes, told apart by \`key\`.\n\n${[...tableHead(['key', 'when']), ...rows].join('\n')}\n`
}

function tableHead(headings: readonly string[]): string[] {
  return [tableRow(headings), `|${' --- |'.repeat(headings.length)}`]
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}
