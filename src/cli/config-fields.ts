/** The fields of a config as a person types them: `NAME=VALUE`, checked here, because registries ignore what they do not know. */

import { readTextFile } from './arguments.ts'
import { cliErrors } from './errors.ts'

type Parse = (text: string) => unknown

const levels = ['NONE', 'BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD', 'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE']

const fields: Readonly<Record<string, { parse: Parse; doc: string }>> = {
  compatibility: { parse: oneOf(levels), doc: `one of ${levels.join(', ')}` },
  alias: { parse: (text) => text, doc: 'subject that this one stands for' },
  aliasForDeks: { parse: (text) => text, doc: 'the same for data encryption keys' },
  normalize: { parse: toBoolean, doc: 'true or false' },
  validateFields: { parse: toBoolean, doc: 'true or false' },
  validateNewSchemas: { parse: toBoolean, doc: 'true or false' },
  validateRules: { parse: toBoolean, doc: 'true or false' },
  compatibilityPolicy: { parse: oneOf(['STRICT', 'LENIENT', 'LOGICAL']), doc: 'STRICT, LENIENT or LOGICAL' },
  compatibilityGroup: { parse: (text) => text, doc: 'metadata property whose values part the versions into groups' },
  autoRegister: { parse: toBoolean, doc: 'true or false: whether clients may register on their own (Schemalog only)' },
  autoRegisterByPrefix: { parse: toObject, doc: 'the same by the start of the subject, as JSON or @FILE' },
  defaultMetadata: { parse: toObject, doc: 'JSON, or @FILE' },
  overrideMetadata: { parse: toObject, doc: 'JSON, or @FILE' },
  defaultRuleSet: { parse: toObject, doc: 'JSON, or @FILE' },
  overrideRuleSet: { parse: toObject, doc: 'JSON, or @FILE' },
}

/** What the fields are, a line each, for the help of a command. */
export function describeConfigFields(): string {
  return Object.entries(fields)
    .map(([name, { doc }]) => `  ${name.padEnd(20)} ${doc}`)
    .join('\n')
}

/**
 * The body of a PUT.
 *
 * @param assignments - `NAME=VALUE`; an empty value clears the field.
 */
export function parseConfigFields(assignments: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(assignments.map(parseAssignment))
}

function parseAssignment(text: string): [string, unknown] {
  const at = text.indexOf('=')
  if (at < 1) throw cliErrors.wrongUse(`A field of a config is given as NAME=VALUE; got '${text}'.`)
  // What is shown as compatibilityLevel is set as compatibility.
  const name = text.slice(0, at) === 'compatibilityLevel' ? 'compatibility' : text.slice(0, at)
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (!field)
    throw cliErrors.wrongUse(`A config has no field '${name}'; its fields are ${Object.keys(fields).join(', ')}.`)
  const value = text.slice(at + 1)
  if (value === '') return [name, null]
  const parsed = field.parse(value)
  if (parsed === undefined) throw cliErrors.wrongUse(`${name} expects ${field.doc}; got '${value}'.`)
  return [name, parsed]
}

function oneOf(names: readonly string[]): Parse {
  return (text) => names.find((name) => name === text.toUpperCase())
}

function toBoolean(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined
}

function toObject(text: string): object | undefined {
  const json = text.startsWith('@') ? readTextFile(text.slice(1)) : text
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
