/** Checks values against a JSON Schema: ajv, and its findings in the words of this package. */

import type { Ajv, ErrorObject, ValidateFunction } from 'ajv'
import { describeValue, formatPath, type SerdesError, serdesErrors } from './errors.ts'
import type { JsonSchema } from './json-types.ts'

/** @throws {SerdesError} `invalidValue` with the path, or `tooDeep`. */
export type JsonCheck = (value: unknown) => void

/** Compiles a schema. ajv is loaded here, so that whoever uses only Avro does not wait for it. */
export async function compileJsonCheck(schema: JsonSchema): Promise<JsonCheck> {
  const validate = compile(await ajvFor(schema), schema)
  return (value) => {
    if (!isValid(validate, value)) throw invalidValue(value, validate.errors?.[0])
  }
}

async function ajvFor(schema: JsonSchema): Promise<Ajv> {
  const draft = typeof schema === 'boolean' ? undefined : schema['$schema']
  // Not strict: registered schemas hold keywords of others (javaType, connect.type) that ajv does not know. NaN and
  // Infinity are no numbers all the same, since JSON would hold null instead.
  const options = { strict: false, strictNumbers: true, logger: false } as const
  const ajv = new (await ajvClass(String(draft)))(options)
  const { default: addFormats } = await import('ajv-formats')
  addFormats.default(ajv)
  return ajv
}

async function ajvClass(draft: string): Promise<typeof Ajv> {
  if (draft.includes('2020-12')) return (await import('ajv/dist/2020.js')).Ajv2020
  if (draft.includes('2019-09')) return (await import('ajv/dist/2019.js')).Ajv2019
  if (draft.includes('draft-04')) throw serdesErrors.invalidSchema({ reason: 'draft 4 is not supported, use draft 7' })
  return (await import('ajv')).Ajv
}

function compile(ajv: Ajv, schema: JsonSchema): ValidateFunction {
  try {
    return ajv.compile(withoutDraft6(schema))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw serdesErrors.invalidSchema({ reason }, { cause: error })
  }
}

/** Draft 6 is a part of draft 7, under a name that ajv does not know. */
function withoutDraft6(schema: JsonSchema): JsonSchema {
  if (typeof schema === 'boolean' || !String(schema['$schema']).includes('draft-06')) return schema
  const { $schema: _, ...rest } = schema
  return rest
}

function isValid(validate: ValidateFunction, value: unknown): boolean {
  try {
    return validate(value) === true
  } catch (error) {
    throw error instanceof RangeError ? tooDeep(error) : error
  }
}

export function tooDeep(cause: unknown): SerdesError {
  return serdesErrors.tooDeep({ expected: 'the stack allows' }, { cause })
}

function invalidValue(value: unknown, error: ErrorObject | undefined): SerdesError {
  const { steps, found } = follow(value, error)
  const expected = error?.message?.replace(/^must (be )?/, '') ?? 'a value of the schema'
  return serdesErrors.invalidValue({ path: formatPath(steps), expected, got: describeValue(found) })
}

/** Follows ajv's JSON Pointer to the place, and to the property that is missing or too much. */
function follow(value: unknown, error: ErrorObject | undefined): { steps: (string | number)[]; found: unknown } {
  const names = (error?.instancePath ?? '').split('/').slice(1)
  const property: unknown = error?.params['missingProperty'] ?? error?.params['additionalProperty']
  if (typeof property === 'string') names.push(property)
  const steps: (string | number)[] = []
  let found = value
  for (const name of names.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    steps.push(Array.isArray(found) ? Number(name) : name)
    // Whatever it is, a property of it may be asked for; primitives answer undefined.
    found = (found as Record<string, unknown> | null | undefined)?.[name]
  }
  return { steps, found }
}
