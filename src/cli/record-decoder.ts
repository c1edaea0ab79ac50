/** Turns the value of any record into text: by the schema whose id stands in front, or as it is. */

import {
  createSerde,
  defineAvro,
  defineJson,
  RegistryClient,
  readSchemaId,
  type Serde,
  SerdesError,
} from '@schemalog/serdes'
import { cliErrors } from './errors.ts'
import { registryAuthOf } from './registry.ts'
import type { RegistryDoorOptions } from './registry-door.ts'

export interface DecodedValue {
  text: string
  /** Whether `text` is JSON; otherwise it is plain text, or bytes in base64. */
  isJson: boolean
  schemaId?: number
}

export class RecordDecoder {
  readonly #registry: RegistryClient
  readonly #serdes = new Map<number, Serde<unknown, unknown> | undefined>()

  readonly #registryUrl: string

  constructor(options: RegistryDoorOptions) {
    this.#registry = new RegistryClient({ urls: options.registry, ...registryAuthOf(options) })
    this.#registryUrl = options.registry
  }

  /** @throws {CliError} where the registry cannot be reached. What is not framed by a schema id is shown as it is. */
  async decode(value: Buffer | null): Promise<DecodedValue> {
    if (value === null) return { text: 'null', isJson: true }
    if (value.length < 5 || value[0] !== 0) return plain(value)
    const schemaId = readSchemaId(value)
    const serde = await this.#serdeOf(schemaId)
    if (!serde) return plain(value)
    try {
      return { text: JSON.stringify(await serde.deserializeAsync(value), printable), isJson: true, schemaId }
    } catch (error) {
      if (error instanceof SerdesError) return plain(value)
      throw error
    }
  }

  /** `undefined` where the registry does not know the id: the bytes only look like framed ones. */
  async #serdeOf(schemaId: number): Promise<Serde<unknown, unknown> | undefined> {
    if (this.#serdes.has(schemaId)) return this.#serdes.get(schemaId)
    const serde = await this.#prepare(schemaId)
    this.#serdes.set(schemaId, serde)
    return serde
  }

  async #prepare(schemaId: number): Promise<Serde<unknown, unknown> | undefined> {
    const factory = createSerde({ registry: this.#registry, readOnly: true, logicalTypes: false, validate: false })
    try {
      const { schemaType, text } = await this.#registry.schemaById(schemaId)
      const subject = `schema ${schemaId}`
      const definition = schemaType === 'AVRO' ? defineAvro(subject, text) : defineJson(subject, JSON.parse(text))
      return await factory.prepare(definition)
    } catch (error) {
      if (!(error instanceof SerdesError)) throw error
      if (error.key === 'registryUnreachable')
        throw cliErrors.registryUnreachable(this.#registryUrl, error.message).because(error)
      // An unknown id is the only answer that says something about the bytes.
      if (error.key === 'schemaNotFound') return undefined
      throw cliErrors.refused(error.message).because(error)
    }
  }
}

function plain(value: Buffer): DecodedValue {
  const text = value.toString('utf8')
  return { text: Buffer.from(text).equals(value) ? text : value.toString('base64'), isJson: false }
}

/** 64-bit integers keep their digits (ECMAScript's JSON.rawJSON, which TypeScript does not know yet). */
function printable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value))
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}
