/** What else a request wants of the schemas that it reads: another form of the text, tags, full names of references. */

import type { TaggedEntity } from '../../schemas/index.ts'
import type { Reading } from '../changes/historical-reads.ts'
import { referenceSubject } from '../content/references.ts'
import type { RegisteredSchema, SchemaReference } from '../content/schema-content.ts'
import { textOfStored } from '../schema-work/stored-text.ts'
import { formatSubject } from '../subjects/subject-name.ts'

export interface Presentation {
  /** Another form of the text, as `resolved`. One that the schema's type does not have is the canonical one. */
  readonly format?: string | undefined
  /** `qualified`: subjects of references with their context. */
  readonly referenceFormat?: string | undefined
  /** Tags whose entities are wanted; `*` for every one that has tags. */
  readonly findTags?: readonly string[] | undefined
}

/** Parts of the text that carry tags; only where they were asked for and are there. */
export interface Tagged {
  readonly schemaTags?: readonly TaggedEntity[]
}

/**
 * @param core - what the schema was read from: what it refers to is read there too.
 * @param context - where the schema is.
 */
export async function present<Shown extends RegisteredSchema>(
  core: Pick<Reading, 'reads' | 'schemas' | 'work'>,
  context: string,
  shown: Shown,
  { format = '', referenceFormat, findTags = [] }: Presentation,
): Promise<Shown & Tagged> {
  const presented: Shown & Tagged = referenceFormat === 'qualified' ? withQualifiedReferences(context, shown) : shown
  if (format === '' && findTags.length === 0) return presented
  const stored = await core.schemas.find(core.reads, context, shown.schemaId)
  // Removed since it was read; what was read is still what the schema was.
  if (!stored) return presented
  const inquiry = core.work.begin()
  const text = await textOfStored(core, core.reads, stored)
  const schema = format === '' ? shown.schema : await inquiry.ask({ ask: 'form', text, form: format })
  const tagged = findTags.length === 0 ? [] : await inquiry.ask({ ask: 'find tags', text })
  const schemaTags = findTags.includes('*')
    ? tagged
    : tagged.filter(({ tags }) => tags.some((tag) => findTags.includes(tag)))
  return { ...presented, schema, ...(schemaTags.length > 0 && { schemaTags }) }
}

function withQualifiedReferences<Shown extends RegisteredSchema>(context: string, shown: Shown): Shown {
  const qualified = (reference: SchemaReference): SchemaReference => ({
    ...reference,
    subject: formatSubject(referenceSubject(context, reference)),
  })
  return { ...shown, references: shown.references.map(qualified) }
}
