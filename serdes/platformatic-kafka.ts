/** Serdes for @platformatic/kafka: what its producers and consumers take as options. Nothing of it is imported. */

import type { Serde } from './serde.ts'

/** Serdes of a topic's keys and values; what is left out is left as bytes. */
export interface TopicSerdes<KeyInput, KeyOutput, ValueInput, ValueOutput> {
  readonly key?: Serde<KeyInput, KeyOutput>
  readonly value: Serde<ValueInput, ValueOutput>
}

/** Callback of the client's hooks. */
type Done = (error: Error | null) => void

/** A record as far as an error message tells where it lies. */
interface Consumed {
  readonly topic?: string
  readonly partition?: number
  readonly offset?: bigint
}

/**
 * Options for `new Producer` (serializers) and for `new Consumer` (deserializers and beforeDeserialization).
 *
 * Serializers and deserializers are synchronous, as the client wants them; `beforeDeserialization` fetches the schemas
 * of records whose writer is not known yet, and costs nothing once they are.
 */
export function platformaticKafka<KeyInput, KeyOutput, ValueInput, ValueOutput>(
  serdes: TopicSerdes<KeyInput, KeyOutput, ValueInput, ValueOutput>,
) {
  const { key, value } = serdes
  return {
    serializers: {
      ...(key && { key: serializer(key) }),
      value: serializer(value),
    },
    deserializers: {
      ...(key && { key: deserializer(key) }),
      value: deserializer(value),
    },
    beforeDeserialization(payload: Buffer | null, type: string, _message: unknown, done: Done): void {
      const serde = type === 'value' ? value : type === 'key' ? key : undefined
      if (!serde || !payload || serde.isLoaded(payload)) done(null)
      else serde.load([payload]).then(() => done(null), done)
    },
  }
}

/** The client writes a record without a value where nothing is given. */
function serializer<Input>(serde: Serde<Input, unknown>) {
  return (data?: Input | null): Buffer | undefined => serde.serialize(data ?? null) ?? undefined
}

function deserializer<Output>(serde: Serde<never, Output>) {
  return (data?: Buffer, _headers?: unknown, record?: Consumed): Output | null =>
    serde.deserialize(data ?? null, record)
}
