/** Validates data with ajv, so that a record is known to be valid under one schema and not under another. */

import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import draft04 from 'ajv-draft-04'
import formats from 'ajv-formats'
import { cached } from '../../cached.ts'
import { pointerSegments } from '../../json-pointer.ts'
import { printJson } from '../../json-print.ts'
import type { JsonNode } from '../../json-text.ts'
import { draftOf } from '../draft.ts'
import type { JsonSchemaDocument } from '../model.ts'
import { isSearchable, PatternSearch } from '../pattern.ts'
import type { JsonText } from '../scope.ts'
import { memberOf } from './slots.ts'

/** Texts longer than this, together with those of references, are not compiled. */
const longestText = 200_000

export interface Validator {
  /** @returns `undefined` where the value is valid, what is wrong with it otherwise. */
  faultIn(value: unknown): string | undefined
}

/** `undefined` where ajv cannot compile the schema. */
export const validatorOf = cached((document: JsonSchemaDocument): Validator | undefined => {
  const { texts = [], root } = document
  if (texts.reduce((sum, { text }) => sum + text.length, 0) > longestText) return undefined
  try {
    const validate = compile(root, texts.slice(1))
    return { faultIn: (value) => (validate(value) === true ? undefined : wordsFor(validate.errors?.[0])) }
  } catch {
    // Whatever it is that ajv does not like, nothing can be proven then.
    return undefined
  }
})

function compile(root: JsonNode, references: readonly JsonText[]): ValidateFunction {
  const ajv = formats.default(new (classFor(root))(options()))
  const names = new Set<string>()
  for (const { name = '', root: referenced } of references) {
    for (const key of [name, `./${name}`]) {
      if (!names.has(key)) ajv.addSchema(schemaIn(referenced, false), key)
      names.add(key)
    }
  }
  return ajv.compile(schemaIn(root, true))
}

function classFor(root: JsonNode): new (options: Options) => Ajv {
  const draft = draftOf(root)
  const uri = memberOf(root, '$schema')
  if (draft === 'modern') return uri?.type === 'string' && uri.value.includes('2019-09') ? Ajv2019 : Ajv2020
  // It is declared for another way of importing it, and is the same class with other keywords.
  return draft === 4 ? (draft04.default as unknown as typeof Ajv) : Ajv
}

function options(): Options {
  return {
    // Registered schemas hold keywords of others (javaType, connect.type) that ajv does not know.
    strict: false,
    logger: false,
    validateSchema: false,
    // A definition is one function, however often it is used, so that code does not grow beyond the text.
    inlineRefs: false,
    // Otherwise every property stands inside the one before, and thousands are too deep for the engine.
    allErrors: true,
    code: { regExp: guardedPatterns(), optimize: false },
  }
}

/** Patterns are searched under a clock, because whoever writes a schema may write one that takes for ever. */
function guardedPatterns() {
  const search = new PatternSearch()
  const guard = (pattern: string) => {
    if (!isSearchable(pattern)) throw new Error(`only Java understands the pattern '${pattern}'`)
    return { test: (text: string) => search.finds(pattern, text), toString: () => `/${pattern}/` }
  }
  return Object.assign(guard, { code: 'guardedPattern' })
}

/** As a value, with what the reference's reader allows and ajv does not. */
function schemaIn(root: JsonNode, isMain: boolean): object | boolean {
  const schema: unknown = JSON.parse(printJson(root, 'decimal'))
  if (typeof schema === 'boolean') return schema
  if (typeof schema !== 'object' || schema === null) throw new Error('a schema is an object or a boolean')
  // The class follows from it, and ajv does not know all of its values.
  const { $schema: _, $id, id, ...rest } = schema as Record<string, unknown>
  const named = isMain ? { ...rest, ...($id !== undefined && { $id }), ...(id !== undefined && { id }) } : rest
  // Top-level definitions are found under both names.
  return 'definitions' in named && !('$defs' in named) ? { ...named, $defs: named['definitions'] } : named
}

/** What is wrong, as a clause: `'lines.0.text' must be string`. */
function wordsFor(error: ErrorObject | undefined): string {
  const { instancePath = '', message = 'is not valid', params = {} } = error ?? {}
  const path = pointerSegments(instancePath).join('.')
  const where = path === '' ? 'the record' : `'${path}'`
  const name: unknown = params['additionalProperty'] ?? params['unevaluatedProperty']
  if (typeof name === 'string') return `${where} must not have the property '${name}'`
  const types: unknown = params['type']
  if (Array.isArray(types)) return `${where} must be ${types.join(' or ')}`
  return `${where} ${plainWords.get(message) ?? message.replace('must NOT', 'must not')}`
}

const plainWords: ReadonlyMap<string, string> = new Map([
  ['boolean schema is false', 'is not allowed'],
  ['must NOT be valid', "must not be what 'not' describes"],
])
