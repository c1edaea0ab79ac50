/** docs/protocol.md, printed from the declarations. */

import type { AnyApi } from './define-api.ts'
import { errorCodeTable } from './error-codes.ts'
import type { Fields } from './layout.ts'

/** @returns a page of Markdown: the APIs with their fields, and the error codes. */
export function describeProtocol(apis: readonly AnyApi[]): string {
  return [
    '# Protocol',
    'Printed by `schemalog docs` from the tables in the source; change those, not this page.',
    'The APIs of the Kafka protocol that the broker serves. A client learns the same from ApiVersions.',
    [...table(['key', 'API', 'versions', 'flexible', 'what it is for']), ...apis.map(apiRow)].join('\n'),
    ...apis.map(describeApi),
    '## Error codes',
    '`retriable`: clients try again by themselves. Codes without an occasion are known, and never sent by this broker.',
    [...table(['code', 'name', 'retriable', 'sent for']), ...errorRows()].join('\n'),
  ].join('\n\n')
}

function apiRow({ key, name, minVersion, maxVersion, advertisedMinVersion, isFlexible, doc }: AnyApi): string {
  const advertised = advertisedMinVersion === minVersion ? '' : ` (advertised from ${advertisedMinVersion})`
  const flexible = versionsBetween(minVersion, maxVersion).find((version) => isFlexible(version))
  const link = `[${name}](#${name.toLowerCase()})`
  return row([
    key,
    link,
    `${minVersion}-${maxVersion}${advertised}`,
    flexible === undefined ? 'none' : `${flexible}+`,
    doc,
  ])
}

function describeApi({ name, doc, requestFields, responseFields }: AnyApi): string {
  return [
    `## ${name}`,
    doc,
    'Request:',
    describeFields(requestFields),
    'Response:',
    describeFields(responseFields),
  ].join('\n\n')
}

function describeFields(fields: Fields): string {
  const rows = fieldRows(fields, '')
  return rows.length === 0 ? 'No fields.' : [...table(['field', 'type', 'versions', 'meaning']), ...rows].join('\n')
}

function fieldRows(fields: Fields, path: string): string[] {
  return Object.entries(fields).flatMap(([name, { type, versions, nullable, tag, doc }]) => {
    const remarks = [
      tag === undefined ? '' : ` Tag ${tag}.`,
      nullable === undefined ? '' : ` Null is allowed in versions ${nullable}.`,
    ]
    // A type knows that it has fields, and not of what kind: that would make layout and wire types import each other.
    const inner = type.fields ? fieldRows(type.fields as Fields, `${path}${name}.`) : []
    return [row([`\`${path}${name}\``, type.name, versions, doc + remarks.join('')]), ...inner]
  })
}

function errorRows(): string[] {
  return Object.entries(errorCodeTable).map(([name, { code, retriable, when }]) =>
    row([code, `\`${name}\``, retriable ? 'yes' : '', when]),
  )
}

function versionsBetween(min: number, max: number): number[] {
  return Array.from({ length: max - min + 1 }, (_, at) => min + at)
}

function table(headings: readonly string[]): string[] {
  return [row(headings), `|${' --- |'.repeat(headings.length)}`]
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}
