/** Answers of a registry, checked where they are read: they come from outside. */

import type { SchemaType } from './definition.ts'
import { type SerdesError, serdesErrors } from './errors.ts'

/** A version of a subject. */
export interface RegisteredSchema {
  readonly subject: string
  readonly version: number
  readonly schemaId: number
  readonly schemaType: SchemaType
  readonly text: string
}

export interface Reference {
  readonly name: string
  readonly subject: string
  readonly version: number
}

export function toRegistered(answer: unknown, path: string): RegisteredSchema {
  return {
    subject: stringOf(answer, 'subject', path),
    version: integerOf(answer, 'version', path),
    schemaId: integerOf(answer, 'id', path),
    schemaType: schemaTypeOf(answer),
    text: stringOf(answer, 'schema', path),
  }
}

/** Absent means Avro, as registries before 8.0 had it. */
export function schemaTypeOf(answer: unknown): SchemaType {
  const type = property(answer, 'schemaType')
  return type === 'JSON' || type === 'PROTOBUF' ? type : 'AVRO'
}

export function referencesOf(answer: unknown, path: string): Reference[] {
  const list = property(answer, 'references') ?? []
  if (!Array.isArray(list)) throw lacks('references', path)
  return list.map((item) => ({
    name: stringOf(item, 'name', path),
    subject: stringOf(item, 'subject', path),
    version: integerOf(item, 'version', path),
  }))
}

function property(answer: unknown, name: string): unknown {
  // Any object answers; arrays and objects without the property give undefined.
  return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[name] : undefined
}

export function stringOf(answer: unknown, name: string, path: string): string {
  const value = property(answer, name)
  if (typeof value !== 'string') throw lacks(name, path)
  return value
}

export function integerOf(answer: unknown, name: string, path: string): number {
  const value = property(answer, name)
  if (!Number.isSafeInteger(value)) throw lacks(name, path)
  return Number(value)
}

function lacks(name: string, url: string): SerdesError {
  return serdesErrors.registryAnswerInvalid({ url, reason: `the answer has no ${name}` })
}
