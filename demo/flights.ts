/**
 * The data: 200,000 flights within the United States, from the package vega-datasets (data/flights-200k.json), which has
 * them from the Bureau of Transportation Statistics, https://www.transtats.bts.gov/. Each row is a delay in minutes, a
 * distance in miles and a local time as hours with a fraction.
 */

import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { defineAvro } from '@schemalog/serdes'

export const subject = 'flights-value'

/** Version 1, which the first producer and the old consumer were compiled with. */
export const flightV1 = defineAvro(subject, {
  type: 'record',
  name: 'Flight',
  namespace: 'demo',
  fields: [
    { name: 'delay', type: 'int' },
    { name: 'distance', type: 'int' },
    { name: 'time', type: 'double' },
    {
      name: 'daytime',
      type: { type: 'enum', name: 'Daytime', symbols: ['OTHER', 'MORNING', 'AFTERNOON', 'EVENING'], default: 'OTHER' },
    },
  ],
} as const)

/** Version 2: a new field with a default, and `daytime` is widened by a symbol. Old readers take it for their default. */
export const flightV2 = defineAvro(subject, {
  type: 'record',
  name: 'Flight',
  namespace: 'demo',
  fields: [
    { name: 'delay', type: 'int' },
    { name: 'distance', type: 'int' },
    { name: 'time', type: 'double' },
    {
      name: 'daytime',
      type: {
        type: 'enum',
        name: 'Daytime',
        symbols: ['OTHER', 'MORNING', 'AFTERNOON', 'EVENING', 'NIGHT'],
        default: 'OTHER',
      },
    },
    { name: 'late', type: 'boolean', default: false },
  ],
} as const)

/** Version 3, which nobody on version 2's data could read: `delay` becomes text, and `gate` has no default. */
export const flightV3 = {
  type: 'record',
  name: 'Flight',
  namespace: 'demo',
  fields: [
    { name: 'delay', type: 'string' },
    { name: 'distance', type: 'int' },
    { name: 'time', type: 'double' },
    { name: 'gate', type: 'string' },
  ],
}

interface Row {
  delay: number
  distance: number
  time: number
}

export async function loadRows(): Promise<Row[]> {
  // The package exports its loader alone; the data lie in the folder beside it.
  const path = new URL('../data/flights-200k.json', import.meta.resolve('vega-datasets'))
  return JSON.parse(await readFile(path, 'utf8'))
}

export type FlightV1 = Row & { daytime: 'OTHER' | 'MORNING' | 'AFTERNOON' | 'EVENING' }
export type FlightV2 = Row & { daytime: FlightV1['daytime'] | 'NIGHT'; late: boolean }

export function toV1(row: Row): FlightV1 {
  return {
    ...row,
    daytime: row.time >= 18 ? 'EVENING' : row.time >= 12 ? 'AFTERNOON' : row.time >= 6 ? 'MORNING' : 'OTHER',
  }
}

export function toV2(row: Row): FlightV2 {
  return { ...row, daytime: row.time < 6 ? 'NIGHT' : toV1(row).daytime, late: row.delay > 15 }
}

/**
 * A count and a checksum over values in the order in which they come, by partition. Two of them agree only where the same
 * values came in the same order, none missing and none twice.
 */
export class Tally {
  readonly #partitions: { count: number; checksum: number }[]

  constructor(partitions: number) {
    this.#partitions = Array.from({ length: partitions }, () => ({ count: 0, checksum: 0 }))
  }

  add(partition: number, { delay, distance, time, daytime, ...rest }: FlightV1 | FlightV2): void {
    const tally = this.#partitions[partition]
    if (!tally) throw new RangeError(`there is no partition ${partition}`)
    tally.count += 1
    tally.checksum = crc32(JSON.stringify([delay, distance, time, daytime, rest]), tally.checksum)
  }

  get count(): number {
    return this.#partitions.reduce((sum, { count }) => sum + count, 0)
  }

  /** Checksum of all partitions, as eight hexadecimal digits. */
  get checksum(): string {
    return crc32(this.#partitions.map(({ checksum }) => checksum).join())
      .toString(16)
      .padStart(8, '0')
  }
}
