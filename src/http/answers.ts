/** What a route answers: declared as data, from which the types, the OpenAPI document and the checks of it follow. */

import type { registryErrors } from '../registry/index.ts'
import type { Shape, ValueOf } from './shape.ts'

export type Answers =
  | { readonly kind: 'json'; readonly status: number; readonly shape: Shape; readonly doc: string }
  | { readonly kind: 'text'; readonly doc: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'own'; readonly statuses: OwnAnswers }

type OwnAnswers = Readonly<
  Record<number, { readonly contentType: string; readonly shape: Shape; readonly doc: string }>
>

/** JSON of this shape, in the media type that the client likes best. */
export function json<const S extends Shape>(shape: S, doc = '', status = 200) {
  return { kind: 'json', shape, doc, status } as const
}

/** A text that is sent as it is, without quotes, and yet in one of the registry's media types. */
export function text(doc: string) {
  return { kind: 'text', doc } as const
}

/** Status 204 and no body. */
export const nothing = { kind: 'nothing' } as const

/** Answers by status that have one media type each, whatever the client would like. */
export function own(statuses: OwnAnswers) {
  return { kind: 'own', statuses } as const
}

/** What the function of a route returns for this declaration. */
export type AnswerOf<A extends Answers> = A extends { kind: 'json'; shape: infer S }
  ? ValueOf<S, undefined>
  : A extends { kind: 'text' }
    ? string
    : A extends { kind: 'own' }
      ? OwnAnswer
      : unknown

/** The answer of a route that is declared with `own`. */
export class OwnAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
  /** Beside those that every answer has. */
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, contentType: string, text: string, headers: Readonly<Record<string, string>> = {}) {
    this.status = status
    this.contentType = contentType
    this.text = text
    this.headers = headers
  }
}

/** A refusal that a route may answer, by its key in the registry's table. What every route may answer is not repeated. */
export type Refusal = keyof typeof registryErrors

/** What every route may refuse. */
export const commonRefusals = ['storeFailed', 'storeUnavailable'] as const satisfies readonly Refusal[]

/** What every route may refuse that is no GET: see writer.ts. */
export const writeRefusals = ['invalidProvenance'] as const satisfies readonly Refusal[]

/** Refusals of whatever reads the text of a schema. */
export const schemaRefusals = [
  'invalidSchema',
  'invalidSchemaType',
  'emptySchema',
  'referenceNotFound',
  'incompleteReference',
  'conflictingReferences',
  'tooManyReferences',
  'schemaTooLarge',
  'schemaTakesTooLong',
  'schemaTakesTooMuch',
  'schemaThreadsBusy',
] as const satisfies readonly Refusal[]
