/**
 * Makes values that one schema may allow and another may refuse, small ones first. They are candidates: whoever asks
 * validates them. Everything is lazy, so that a search stops where it likes.
 */

import type { ArraySchema, ObjectSchema, SchemaNode } from '../model.ts'
import { PatternSearch } from '../pattern.ts'
import { arraysIn, containedIn, itemSchemas, namesIn, objectsIn, propertySchemas } from './inner-schemas.ts'
import { parseSample, type Sample, toJson } from './sample.ts'
import { aroundCounts, fitsNumber, fitsText, numbersAround, textsAround } from './scalar-samples.ts'
import { type JsonType, type Shape, Shapes } from './shapes.ts'

/** How deep values are made, how many things they hold in all and side by side, and how many names are tried one by one. */
const sampleLimits = { depth: 12, values: 2000, entries: 200, names: 40, searchDepth: 3 }

/** What the writer demands of a value, all at once, and what the reader says of it. */
export interface Both {
  readonly writer: readonly SchemaNode[]
  readonly reader: readonly SchemaNode[]
}

/** A step into data: a property, an item, or any property or item that has no schema of its own. */
export type DataStep = { readonly name: string } | { readonly index: number } | 'other property' | 'further item'

export class Samples {
  readonly #shapes = new Shapes()
  readonly #patterns = new PatternSearch()
  readonly #smallestOf = new Map<SchemaNode, Sample>()
  /** The depth that was not enough for a schema. */
  readonly #tooDeep = new Map<SchemaNode, number>()
  /** How many values a list or an object holds in all; they are shared, so that they grow faster than memory shows. */
  readonly #sizes = new WeakMap<object, number>()

  /** Values that differ where `steps` lead, and then in other places. */
  around(both: Both, steps: readonly DataStep[]): Generator<Sample> {
    return this.#around(both, steps, sampleLimits.searchDepth)
  }

  *#around(both: Both, steps: readonly DataStep[], depth: number): Generator<Sample> {
    if (this.#shapes.isExhausted) return
    const shapes = this.#shapes.of(both.writer)
    const [step, ...rest] = steps
    if (step !== undefined) yield* interleaved(shapes.map((shape) => this.#into(shape, both, step, rest, depth)))
    yield* this.#here(both, shapes, depth)
  }

  *#into(shape: Shape, both: Both, step: DataStep, rest: readonly DataStep[], depth: number): Generator<Sample> {
    if (typeof step === 'object' && 'name' in step) yield* this.#withProperty(shape, both, step.name, rest, depth)
    else if (step === 'other property') yield* this.#withProperty(shape, both, freeName(shape, both), rest, depth)
    else yield* this.#withItem(shape, both, typeof step === 'object' ? step.index : undefined, rest, depth)
  }

  *#withProperty(shape: Shape, both: Both, name: string, rest: readonly DataStep[], depth: number): Generator<Sample> {
    if (!shape.types.has('object')) return
    const writer = propertySchemas(objectsIn(shape.parts), name, this.#patterns)
    if (!writer) return
    const inner = {
      writer,
      reader: this.#hints(both, (parts) => propertySchemas(objectsIn(parts), name, this.#patterns) ?? []),
    }
    for (const value of this.#around(inner, rest, depth)) {
      const object = this.#object(shape, new Map([[name, value]]), sampleLimits.depth)
      if (object) yield object
    }
  }

  *#withItem(
    shape: Shape,
    both: Both,
    index: number | undefined,
    rest: readonly DataStep[],
    depth: number,
  ): Generator<Sample> {
    if (!shape.types.has('array')) return
    const arrays = arraysIn(shape.parts)
    const described = Math.max(0, ...arrays.map(({ items }) => items.length))
    const position = index ?? described
    const writer = itemSchemas(arrays, position)
    if (!writer) return
    const inner = { writer, reader: this.#hints(both, (parts) => itemSchemas(arraysIn(parts), position) ?? []) }
    for (const value of this.#around(inner, rest, depth)) {
      const array = this.#array(arrays, position + 1, sampleLimits.depth, new Map([[position, value]]))
      if (array) yield array
    }
  }

  /** Values that differ right here. */
  *#here(both: Both, shapes: readonly Shape[], depth: number): Generator<Sample> {
    const hints = this.#hints(both, (parts) => parts)
    for (const { values } of shapes) for (const value of values ?? []) yield parseSample(value)
    yield* interleaved(shapes.map((shape) => this.#inShape(shape, both, hints, depth)))
  }

  *#inShape(shape: Shape, both: Both, hints: readonly SchemaNode[], depth: number): Generator<Sample> {
    const { types, parts, values } = shape
    if (values) return
    const all = [...parts, ...hints]
    if (types.has('null')) yield null
    if (types.has('boolean')) yield* [false, true]
    if (types.has('integer')) yield* numbersAround(all).filter((number) => this.#fitsNumber(number, shape))
    if (types.has('string')) yield* textsAround(all).filter((text) => this.#fitsText(text, parts))
    if (types.has('array')) yield* this.#arrays(shape, both, all, depth)
    if (types.has('object')) yield* this.#objects(shape, both, all, depth)
    yield* hints.flatMap((hint) => (hint.kind === 'enum' ? [...hint.values] : [])).map(parseSample)
  }

  *#arrays(shape: Shape, both: Both, all: readonly SchemaNode[], depth: number): Generator<Sample> {
    const arrays = arraysIn(shape.parts)
    const bounds = arraysIn(all).flatMap((array) => [
      array.minItems,
      array.maxItems,
      array.maxContains,
      array.minContains,
    ])
    const described = arraysIn(all).map(({ items }) => items.length)
    for (const length of [0, ...aroundCounts([1, ...bounds, ...described], sampleLimits.entries)]) {
      const array = this.#array(arrays, length, sampleLimits.depth)
      if (array) yield array
      const [first] = array ?? []
      // The same twice, for those who forbid it.
      if (first !== undefined && length > 1) yield Array.from({ length }, () => first)
    }
    if (depth <= 0) return
    yield* interleaved([undefined, 0, 1].map((index) => this.#withItem(shape, both, index, [], depth - 1)))
  }

  *#objects(shape: Shape, both: Both, all: readonly SchemaNode[], depth: number): Generator<Sample> {
    const base = this.#object(shape, new Map(), sampleLimits.depth)
    if (base) yield base
    const objects = objectsIn(all)
    const names = new Set(objects.flatMap(namesIn))
    const bounds = objects.flatMap(({ minProperties, maxProperties }) => [minProperties, maxProperties])
    for (const count of aroundCounts([names.size, ...bounds], sampleLimits.entries)) {
      const object = this.#object(shape, new Map(), sampleLimits.depth, count)
      if (object) yield object
    }
    if (depth <= 0) return
    const tried = [...names].slice(0, sampleLimits.names)
    yield* interleaved(
      [...tried, freeName(shape, both)].map((name) => this.#withProperty(shape, both, name, [], depth - 1)),
    )
  }

  /** What the reader says of the same part of the data, whatever alternative it is in. */
  #hints({ reader }: Both, part: (parts: readonly SchemaNode[]) => readonly SchemaNode[]): SchemaNode[] {
    return [...new Set(reader.flatMap((node) => this.#shapes.of([node]).flatMap(({ parts }) => part(parts))))]
  }

  #fitsNumber(number: number, { types, parts }: Shape): boolean {
    if (!types.has('number') && !Number.isInteger(number)) return false
    return parts.every((part) => part.kind !== 'number' || fitsNumber(number, part))
  }

  #fitsText(text: string, parts: readonly SchemaNode[]): boolean {
    return parts.every((part) => part.kind !== 'string' || fitsText(text, part, this.#patterns))
  }

  #smallest(nodes: readonly SchemaNode[], depth: number): Sample | undefined {
    if (depth <= 0) return undefined
    const [only, another] = nodes
    const single = another ? undefined : only
    const known = single && this.#smallestOf.get(single)
    if (known !== undefined) return known
    if (single && depth <= (this.#tooDeep.get(single) ?? 0)) return undefined
    for (const shape of this.#shapes.of(nodes)) {
      const sample = this.#smallestIn(shape, depth)
      if (sample === undefined) continue
      if (single) this.#smallestOf.set(single, sample)
      return sample
    }
    if (single) this.#tooDeep.set(single, depth)
    return undefined
  }

  #smallestIn(shape: Shape, depth: number): Sample | undefined {
    const { types, parts, values } = shape
    if (values) return values[0] === undefined ? undefined : parseSample(values[0])
    const makers: { readonly [type in JsonType]: () => Sample | undefined } = {
      null: () => null,
      boolean: () => false,
      integer: () => numbersAround(parts).find((number) => this.#fitsNumber(number, shape)),
      number: () => numbersAround(parts).find((number) => this.#fitsNumber(number, shape)),
      string: () => textsAround(parts).find((text) => this.#fitsText(text, parts)),
      array: () => this.#array(arraysIn(parts), 0, depth),
      object: () => this.#object(shape, new Map(), depth),
    }
    for (const type of types) {
      const sample = makers[type]()
      if (sample !== undefined) return sample
    }
    return undefined
  }

  /** @param least - number of items, where the schemas allow so many. */
  #array(
    arrays: readonly ArraySchema[],
    least: number,
    depth: number,
    given: ReadonlyMap<number, Sample> = new Map(),
  ): readonly Sample[] | undefined {
    const contained = arrays.flatMap(containedIn)
    const [wanted] = contained
    const demanded = arrays.flatMap(({ minItems = 0, minContains = 0 }) => [minItems, minContains])
    const length = Math.max(least, contained.length > 0 ? 1 : 0, ...demanded)
    if (length > sampleLimits.entries) return undefined
    const isUnique = arrays.some(({ uniqueItems }) => uniqueItems)
    const items: Sample[] = []
    for (let index = 0; index < length; index++) {
      const schemas = itemSchemas(arrays, index)
      const free = schemas?.length === 0 && !isUnique ? wanted : undefined
      const item = given.get(index) ?? free ?? (schemas && this.#item(schemas, isUnique ? items : [], depth - 1))
      if (item === undefined) return undefined
      items.push(item)
    }
    return this.#sized(items, items)
  }

  /** @param taken - items that it must differ from. */
  #item(schemas: readonly SchemaNode[], taken: readonly Sample[], depth: number): Sample | undefined {
    const smallest = this.#smallest(schemas, depth)
    if (taken.length === 0 || smallest === undefined) return smallest
    const texts = new Set(taken.map(toJson))
    for (const sample of this.#here({ writer: schemas, reader: [] }, this.#shapes.of(schemas), 0)) {
      if (!texts.has(toJson(sample))) return sample
    }
    for (let count = 0; count <= taken.length; count++) if (!texts.has(toJson(count))) return count
    return undefined
  }

  /** @param count - number of properties, where the schemas allow so many. */
  #object(
    shape: Shape,
    given: ReadonlyMap<string, Sample>,
    depth: number,
    count = 0,
  ): ReadonlyMap<string, Sample> | undefined {
    const objects = objectsIn(shape.parts)
    const least = Math.max(count, ...objects.map(({ minProperties }) => minProperties ?? 0))
    if (least > sampleLimits.entries) return undefined
    const members = new Map<string, Sample>()
    const wanted = new Set([...objects.flatMap(({ required }) => [...required]), ...given.keys()])
    // Grows while it is walked: a property may need others.
    for (const name of wanted) {
      const schemas = propertySchemas(objects, name, this.#patterns)
      const value = given.get(name) ?? (schemas && this.#smallest(schemas, depth - 1))
      if (value === undefined) {
        if (objects.some(({ required }) => required.has(name)) || given.has(name)) return undefined
      } else members.set(name, value)
      for (const other of this.#dependents(objects, name)) wanted.add(other)
    }
    return this.#filled(objects, members, least, depth)
  }

  /** Adds properties until there are enough. */
  #filled(
    objects: readonly ObjectSchema[],
    members: Map<string, Sample>,
    least: number,
    depth: number,
  ): ReadonlyMap<string, Sample> | undefined {
    const optional = objects.flatMap(({ properties }) => [...properties.keys()])
    const names = [...optional, ...Array.from({ length: least }, (_, index) => `other${index + 1}`)]
    for (const name of names) {
      if (members.size >= least) break
      const schemas = members.has(name) ? undefined : propertySchemas(objects, name, this.#patterns)
      const value = schemas && this.#smallest(schemas, depth - 1)
      if (value !== undefined) members.set(name, value)
    }
    return this.#sized(members, [...members.values()])
  }

  /** Nothing where it holds too much. */
  #sized<Whole extends object>(whole: Whole, parts: readonly Sample[]): Whole | undefined {
    const size = parts.reduce((sum: number, part) => {
      return sum + 1 + (typeof part === 'object' && part !== null ? (this.#sizes.get(part) ?? 0) : 0)
    }, 0)
    this.#sizes.set(whole, size)
    return size > sampleLimits.values ? undefined : whole
  }

  #dependents(objects: readonly ObjectSchema[], name: string): string[] {
    return objects.flatMap(({ propertyDependencies, schemaDependencies }) => {
      const schema = schemaDependencies.get(name)
      const demanded = schema
        ? this.#shapes
            .of([schema])
            .slice(0, 1)
            .flatMap(({ parts }) => objectsIn(parts))
        : []
      return [...(propertyDependencies.get(name) ?? []), ...demanded.flatMap(({ required }) => [...required])]
    })
  }
}

/** A name that nobody describes. */
function freeName(shape: Shape, { reader }: Both): string {
  const known = new Set(objectsIn([...shape.parts, ...reader]).flatMap(namesIn))
  for (let count = 1; ; count++) {
    const name = count === 1 ? 'other' : `other${count}`
    if (!known.has(name)) return name
  }
}

/** One of each in turn, so that none keeps the others waiting. */
function* interleaved<Value>(generators: readonly Generator<Value>[]): Generator<Value> {
  const open = [...generators]
  while (open.length > 0) {
    for (const generator of [...open]) {
      const { done, value } = generator.next()
      if (done) open.splice(open.indexOf(generator), 1)
      else yield value
    }
  }
}
