/** A file as the source of a transfer: an export of ours, or the records of a `_schemas` topic as JSON lines. */

import { cliErrors } from '../errors.ts'
import type { Entry, SchemaEntry } from './entry.ts'
import { formatName, formatVersion, isObject, parseEntry, wrongLine } from './export-format.ts'
import { addEntry, emptyInventory, type HeldVersion, type Inventory, type Source, versionKey } from './inventory.ts'
import { type Line, LineFile, type Place } from './line-file.ts'
import { type AssociationPlace, effectOf, type RecordEffect } from './topic-records.ts'

export class FileSide implements Source {
  readonly #file: LineFile
  readonly #places = new Map<string, Place>()
  #inventory: Inventory | undefined
  #isTopic = false

  constructor(path: string) {
    this.#file = new LineFile(path)
  }

  get name(): string {
    return this.#file.path
  }

  /** A file does not change, so it is read once. */
  async inventory(seen: (count: number) => void): Promise<Inventory> {
    this.#inventory ??= await this.#read(seen)
    return this.#inventory
  }

  async load(version: HeldVersion): Promise<SchemaEntry | undefined> {
    const place = this.#places.get(versionKey(version))
    if (!place) return undefined
    const value = parseLine(await this.#file.lineAt(place), 0)
    const entry = this.#isTopic ? putOf(value) : (parseEntry(value, 0) as Entry)
    // What a later record of the topic did to it is in the inventory.
    return entry?.kind === 'schema' ? { ...entry, deleted: version.deleted } : undefined
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  async #read(seen: (count: number) => void): Promise<Inventory> {
    const lines = this.#file.lines()
    const first = await lines.next()
    const start = first.done ? undefined : firstLine(first.value)
    if (isObject(start) && isObject(parsedText(start['key']))) {
      this.#isTopic = true
      return this.#readRecords(first.value as Line, lines, seen)
    }
    if (!isObject(start) || start['format'] !== formatName)
      throw cliErrors.wrongUse(`${this.name} is neither an export of schemalog nor records of a _schemas topic.`)
    if (typeof start['formatVersion'] !== 'number' || start['formatVersion'] > formatVersion)
      throw cliErrors.wrongUse(
        `${this.name} has format version ${start['formatVersion']}; this schemalog reads up to ${formatVersion}.`,
      )
    return this.#readEntries(lines, seen)
  }

  async #readEntries(lines: AsyncIterable<Line>, seen: (count: number) => void): Promise<Inventory> {
    const inventory = emptyInventory()
    let count = 0
    for await (const line of lines) {
      const entry = parseEntry(parseLine(line.text, line.number), line.number)
      if (entry.kind === 'end') {
        inventory.exact = entry.exact === true
        if (entry.entries === count) return inventory
        throw cliErrors.wrongUse(`${this.name} should hold ${entry.entries} entries and holds ${count}.`)
      }
      count += 1
      addEntry(inventory, entry)
      if (entry.kind !== 'schema') continue
      this.#places.set(versionKey(entry), { position: line.position, length: line.length })
      seen(1)
    }
    throw cliErrors.wrongUse(`${this.name} is cut off: its last line is missing.`)
  }

  async #readRecords(first: Line, rest: AsyncIterable<Line>, seen: (count: number) => void): Promise<Inventory> {
    // A topic says what is set and nothing else.
    const inventory = { ...emptyInventory(), exact: true }
    const apply = (line: Line) => {
      if (line.text === '') return
      const value = parseLine(line.text, line.number)
      const effect = isObject(value) ? effectOf(parsedText(value['key']), parsedText(value['value'])) : undefined
      if (!effect) throw wrongLine(line.number, 'no record of a _schemas topic')
      applyEffect(inventory, effect)
      if (!('put' in effect) || effect.put.kind !== 'schema') return
      this.#places.set(versionKey(effect.put), { position: line.position, length: line.length })
      seen(1)
    }
    apply(first)
    for await (const line of rest) apply(line)
    return inventory
  }
}

/** The first line says what file it is; a file of something else is not told by where it stops being JSON. */
function firstLine({ text }: Line): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function parseLine(text: string, number: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw wrongLine(number, 'no JSON')
  }
}

/** Tools that print a topic give key and value as text. */
function parsedText(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

function putOf(value: unknown): Entry | undefined {
  const effect = isObject(value) ? effectOf(parsedText(value['key']), parsedText(value['value'])) : undefined
  return effect && 'put' in effect ? effect.put : undefined
}

function applyEffect(inventory: Inventory, effect: RecordEffect): void {
  if ('put' in effect) addEntry(inventory, effect.put)
  else if ('removeVersion' in effect) inventory.versions.delete(versionKey(effect.removeVersion))
  else if ('removeConfig' in effect) inventory.configs.delete(effect.removeConfig)
  else if ('removeMode' in effect) inventory.modes.delete(effect.removeMode)
  else if ('removeAssociation' in effect) removeAssociation(inventory, effect.removeAssociation)
  else if ('removeContext' in effect) inventory.contexts.delete(effect.removeContext)
  else if ('softDelete' in effect) softDelete(inventory, effect.softDelete)
}

function removeAssociation({ associations }: Inventory, gone: AssociationPlace): void {
  for (const [key, entry] of associations)
    if (
      entry.resourceName === gone.resourceName &&
      entry.resourceNamespace === gone.resourceNamespace &&
      entry.resourceType === gone.resourceType &&
      entry.associationType === gone.associationType
    )
      associations.delete(key)
}

function softDelete({ versions }: Inventory, { subject, upTo }: { subject: string; upTo: number }): void {
  // A version number may be anything; nobody counts up to it when it is larger than what there is.
  const numbered = Array.from({ length: Math.min(upTo, versions.size) }, (_, at) =>
    versionKey({ subject, version: at + 1 }),
  )
  for (const key of upTo > versions.size ? versions.keys() : numbered) {
    const held = versions.get(key)
    if (held?.subject === subject && held.version <= upTo) versions.set(key, { ...held, deleted: true })
  }
}
