/** A finding as the registry tells it: what was compared with what, and as plain data. */

import type { Finding } from '../../schemas/index.ts'

export type Direction = 'new-reads-old' | 'old-reads-new'

/** A finding together with what was compared. */
export interface LevelFinding {
  /** Rule that is broken; `SCHEMA_TYPE_CHANGED` where the two are of different types. */
  readonly kind: string
  readonly direction: Direction
  /** Version on the old side; unknown where the history has no numbers. */
  readonly oldVersion: number | undefined
  /** Place in the reader's schema. */
  readonly path: string
  readonly writerPath: string | undefined
  /** One plain sentence. */
  readonly description: string
  readonly readerFragment: string | undefined
  readonly writerFragment: string | undefined
}

/** @param fragments - whether parts of the schemas are shown too; they are printed when they are asked for. */
export function toLevelFinding(
  finding: Finding,
  direction: Direction,
  oldVersion: number | undefined,
  fragments: boolean,
): LevelFinding {
  const { kind, path, writerPath } = finding
  const description = finding.description(direction === 'new-reads-old' ? 'new' : 'old')
  const readerFragment = fragments ? finding.readerFragment : undefined
  const writerFragment = fragments ? finding.writerFragment : undefined
  return { kind, direction, oldVersion, path, writerPath, description, readerFragment, writerFragment }
}
