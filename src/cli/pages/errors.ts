/** docs/errors.md: every error that somebody may meet, as the tables of the rooms say. */

import { describeSerdesErrors } from '@schemalog/serdes'
import { brokerErrors } from '../../broker/index.ts'
import { describeErrors } from '../../errors.ts'
import { httpErrors } from '../../http/index.ts'
import { logErrors } from '../../log/index.ts'
import { protocolErrors } from '../../protocol/index.ts'
import { registryErrors } from '../../registry/index.ts'
import { schemaErrors } from '../../schemas/index.ts'
import { settingErrors } from '../../settings/index.ts'
import { storeErrors } from '../../store/index.ts'
import { cliErrors } from '../errors.ts'
import { markdownTable, printedNote } from './markdown.ts'

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

export function errorsPage(): string {
  const sections = errorTables.map(({ title, code, table }) => {
    const rows = describeErrors(table).map((row) => [String(row.code), `\`${row.key}\``, row.message, row.when])
    return `## ${title}\n\nCode: ${code}.\n\n${markdownTable(['code', 'key', 'message', 'when'], rows)}\n`
  })
  return `# Errors\n\n${printedNote}\nKafka's own error codes are in [protocol.md](protocol.md).\n\n${sections.join('\n')}\n${serdesSection()}`
}

/** Errors of the client package have no codes; programs look at `key`. */
function serdesSection(): string {
  const rows = describeSerdesErrors().map(({ key, when }) => [`\`${key}\``, when])
  return `## Serdes\n\n\`SerdesError\` of @schemalog/serdes, told apart by \`key\`.\n\n${markdownTable(['key', 'when'], rows)}\n`
}
