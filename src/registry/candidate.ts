/** A schema that somebody sends: parsed, in canonical form, its references found. Nothing is decided about it yet. */

import type { SchemaFormat, SchemaSource, SchemaType } from '../schemas/index.ts'
import { SchemaError } from '../schemas/index.ts'
import { type RegistryError, registryErrors } from './errors.ts'
import { fingerprintOf } from './guid.ts'
import { likenessOf } from './likeness.ts'
import { sortMetadata } from './metadata.ts'
import { resolveReferences } from './references.ts'
import type { RegisterRequest } from './register-request.ts'
import type { SchemaCache } from './schema-cache.ts'
import type { SchemaContent, SchemaReference } from './schema-content.ts'
import type { SchemaParser } from './schema-parser.ts'
import type { SchemaReads, VersionKey } from './schema-store.ts'

export interface Candidate extends SchemaContent {
  readonly format: SchemaFormat
  readonly schemaType: SchemaType
  readonly parsed: unknown
  readonly fingerprint: string
  readonly likeness: string | undefined
  /** The text as it was sent. */
  readonly sentText: string
  /** The versions that the references name. */
  readonly targets: readonly VersionKey[]
  /** Why it may not be registered anew, though it can be read: names or defaults that only stored schemas may have. */
  readonly fault: RegistryError | undefined
}

export interface CandidateOptions {
  reads: SchemaReads
  schemas: SchemaCache
  parser: SchemaParser
  context: string
  normalize: boolean
  /** Judge it as a new schema; what is found stands in `fault`. */
  strict: boolean
  /** Whether references may name soft-deleted versions. */
  deletedReferences: boolean
}

/** @throws {RegistryError} `invalidSchemaType`, `invalidSchema`, `referenceNotFound`. */
export async function readCandidate(request: RegisterRequest, options: CandidateOptions): Promise<Candidate> {
  const { parser, normalize } = options
  const format = parser.format(request.schemaType)
  const sentText = request.schema ?? ''
  const source = { ...options, deleted: options.deletedReferences }
  const { references, targets, texts } = await resolveReferences(source, request.references ?? [])
  const { parsed, fault } = parse(options, format, { text: sentText, references: texts, strict: options.strict })
  const schema = parser.print(format, parsed, normalize)
  const content: SchemaContent = {
    schema,
    references: normalize ? normalizeReferences(references) : references,
    ...(request.metadata && { metadata: sortMetadata(request.metadata) }),
    ...(request.ruleSet && { ruleSet: request.ruleSet }),
  }
  return {
    ...content,
    format,
    schemaType: format.type,
    fingerprint: fingerprintOf(content),
    likeness: references.length === 0 ? likenessOf(parser.print(format, parsed, true)) : undefined,
    // Formats compare what they parsed; only the normalised text says what is meant now.
    parsed: normalize ? parser.parse(format, { text: schema, references: texts, strict: false }) : parsed,
    sentText,
    targets,
    fault,
  }
}

/** A text that only strict rules refuse is still read, so that an equal schema that is stored already is found. */
function parse(
  { parser }: CandidateOptions,
  format: SchemaFormat,
  source: SchemaSource,
): { parsed: unknown; fault: RegistryError | undefined } {
  const refuse = (error: unknown) => {
    if (!(error instanceof SchemaError)) throw error
    return invalid(format.type, source, error)
  }
  try {
    return { parsed: parser.parse(format, source), fault: undefined }
  } catch (error) {
    const fault = refuse(error)
    if (!source.strict) throw fault
    try {
      return { parsed: parser.parse(format, { ...source, strict: false }), fault }
    } catch (laxError) {
      throw refuse(laxError)
    }
  }
}

const maxTextInMessage = 1000

function invalid(type: SchemaType, { text, references }: SchemaSource, error: SchemaError): RegistryError {
  const shown = text.length > maxTextInMessage ? `${text.slice(0, maxTextInMessage)}...` : text
  const names = references.map(({ name }) => name).join(', ')
  return registryErrors.invalidSchema(shown, `[${names}]`, type, error.message).because(error)
}

/** By subject, then version, each once. */
function normalizeReferences(references: readonly SchemaReference[]): SchemaReference[] {
  const seen = new Set<string>()
  return [...references]
    .sort((a, b) => (a.subject === b.subject ? a.version - b.version : a.subject < b.subject ? -1 : 1))
    .filter((reference) => {
      const key = JSON.stringify([reference.name, reference.subject, reference.version])
      return !seen.has(key) && seen.add(key)
    })
}
