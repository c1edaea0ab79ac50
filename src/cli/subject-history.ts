/** `schemalog subjects history`: who registered the versions of a subject, when, and from which commit and run. */

import { askOwn } from './own-routes.ts'
import type { RegistryOptions } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { query, subjectPath } from './registry-path.ts'
import { printRows } from './table.ts'

export interface HistoryOptions extends RegistryOptions {
  deleted?: boolean
}

/** A version as our own route tells of it. */
interface SummaryAnswer {
  version: number
  id: number
  createdAt: number
  createdBy: string
  provenance?: { author?: string; commit?: string; pullRequest?: string; run?: string }
}

export async function printHistory(subject: string, options: HistoryOptions): Promise<void> {
  const path = `/schemalog/v1${subjectPath(subject, 'versions')}${query({ deleted: options.deleted })}`
  printRows(
    (await askOwn(new RegistryDoor(options), path)) as SummaryAnswer[],
    [
      { heading: 'VERSION', cell: (row) => row.version },
      { heading: 'ID', cell: (row) => row.id },
      { heading: 'TIME', cell: (row) => new Date(row.createdAt).toISOString() },
      { heading: 'BY', cell: (row) => row.provenance?.author ?? row.createdBy },
      { heading: 'COMMIT', cell: (row) => row.provenance?.commit?.slice(0, 12) ?? '' },
      { heading: 'PULL REQUEST', cell: (row) => row.provenance?.pullRequest ?? '' },
      { heading: 'RUN', cell: (row) => row.provenance?.run ?? '' },
    ],
    options.json ?? false,
  )
}
