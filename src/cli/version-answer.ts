/** A version of a subject as registries answer it, and its row in a table. */

import type { Column } from './table.ts'

interface ReferenceAnswer {
  name: string
  subject: string
  version: number
}

/** The fields that commands use; a registry may send more, and older ones send fewer. */
export interface VersionAnswer {
  subject: string
  version: number
  id: number
  guid?: string
  /** Absent for Avro in older registries. */
  schemaType?: string
  schema: string
  references?: ReferenceAnswer[]
  metadata?: object
  ruleSet?: object
  deleted?: boolean
}

export const versionColumns: readonly Column<VersionAnswer>[] = [
  { heading: 'SUBJECT', cell: (row) => row.subject },
  { heading: 'VERSION', cell: (row) => row.version },
  { heading: 'ID', cell: (row) => row.id },
  { heading: 'TYPE', cell: (row) => typeOf(row) },
]

/** With a column that says what is soft-deleted. */
export const versionColumnsWithDeleted: readonly Column<VersionAnswer>[] = [
  ...versionColumns,
  { heading: 'DELETED', cell: (row) => (row.deleted ? 'yes' : '') },
]

function typeOf({ schemaType }: { schemaType?: string }): string {
  return schemaType ?? 'AVRO'
}
