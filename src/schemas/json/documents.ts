/** Finds what a `$ref` means among a schema and its references. Nothing is ever fetched. */
import { cached } from '../cached.ts'
import { SchemaError, schemaErrors } from '../errors.ts'
import type { ResolvedReference } from '../format.ts'
import { type JsonDialect, type JsonNode, readJson } from '../json-text.ts'
import { type Draft, isMetaSchema } from './draft.ts'
import {
  enterScope,
  followPointer,
  idOf,
  inputBase,
  type JsonText,
  resolveUri,
  type Scope,
  splitFragment,
  type Trace,
} from './scope.ts'

/** The reference's reader takes NaN and the infinities and does not look behind the value. */
const dialect: JsonDialect = { comments: false, nonFiniteNumbers: true, trailingText: true }

export function readDocument(text: string, name?: string, trace?: Trace): JsonText {
  return { name, text, root: readJson(text, dialect), trace }
}

export interface Found {
  readonly node: JsonNode
  readonly scope: Scope
}

/** Stands for the drafts' own schemas: what every schema is at least. They are compared with nothing but themselves. */
const metaSchema = readDocument('{"type":["object","boolean"]}')

/** Keywords whose entries have names of the author's choice, so that `id` in them is no keyword. */
const nameMaps: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'definitions',
  '$defs',
  'dependencies',
  'dependentSchemas',
])
/** Keywords whose value is data. */
const dataKeywords: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples'])

export class JsonDocuments {
  readonly main: Scope
  readonly idKeyword: 'id' | '$id'
  /** Resources by their address: documents by name, embedded schemas by `$id`. */
  readonly #resources = new Map<string, Scope>()
  /** Each document with the address that it is known by. */
  readonly #documents = new Map<JsonText, Scope>()
  /** Named places (`$anchor`, `$id: "#name"`) by address and name. */
  readonly #anchors = new Map<string, Found>()

  constructor(main: JsonText, references: readonly ResolvedReference[], draft: Draft) {
    this.idKeyword = draft === 4 ? 'id' : '$id'
    this.main = this.#openDocument(main, inputBase)
    for (const reference of references) {
      const { name } = reference
      const address = resolveUri(name, this.main.base)
      const document = main.trace ? readReference(reference, main.trace) : plainReference(reference)
      const scope = this.#openDocument(document, address)
      for (const key of [name, `./${name}`, address]) this.#resources.set(key, scope)
    }
  }

  /** The schema's own text and those of its references. */
  get texts(): readonly JsonText[] {
    return [...this.#documents.keys()]
  }

  /** @returns What `reference` means inside `scope`, or `undefined` where nothing that is known has that address. */
  find(reference: string, scope: Scope): Found | undefined {
    const [address, fragment] = splitFragment(reference)
    const resource = address === '' ? scope : this.#findResource(address, scope)
    if (!resource) return undefined
    if (resource.document === metaSchema) return { node: metaSchema.root, scope: resource }
    if (fragment !== '' && !fragment.startsWith('/')) return this.#anchors.get(`${resource.base}#${fragment}`)
    const inResource = followPointer(resource, resource.resource, fragment, this.idKeyword)
    // A schema that was moved into another document keeps the pointers of its author, who saw one document.
    const { document } = resource
    const outer = this.#documents.get(document)
    return inResource ?? (outer && followPointer(outer, document.root, fragment, this.idKeyword))
  }

  #findResource(address: string, scope: Scope): Scope | undefined {
    const uri = resolveUri(address, scope.base)
    const known =
      this.#resources.get(uri) ??
      this.#resources.get(address) ??
      this.#resources.get(resolveUri(address, this.main.base))
    if (known) return known
    return isMetaSchema(uri) ? { document: metaSchema, base: uri, resource: metaSchema.root } : undefined
  }

  #openDocument(document: JsonText, address: string): Scope {
    const { root } = document
    const [id] = splitFragment((root.type === 'object' ? idOf(root, this.idKeyword) : undefined) ?? '')
    const scope: Scope = { document, base: id === '' ? address : resolveUri(id, address), resource: root }
    this.#documents.set(document, scope)
    this.#indexSchema(root, scope)
    if (!this.#resources.has(scope.base)) this.#resources.set(scope.base, scope)
    return scope
  }

  #indexSchema(node: JsonNode, outer: Scope): void {
    if (node.type === 'array') for (const item of node.items) this.#indexSchema(item, outer)
    if (node.type !== 'object') return
    const scope = enterScope(outer, node, this.idKeyword)
    if (scope !== outer && !this.#resources.has(scope.base)) this.#resources.set(scope.base, scope)
    const [, idFragment] = splitFragment(idOf(node, this.idKeyword) ?? '')
    const anchors = [node.members.get('$anchor'), node.members.get('$dynamicAnchor')]
    for (const name of [idFragment, ...anchors.map((anchor) => (anchor?.type === 'string' ? anchor.value : ''))]) {
      if (name !== '') this.#anchors.set(`${scope.base}#${name}`, { node, scope })
    }
    for (const [key, value] of node.members) {
      if (dataKeywords.has(key)) continue
      if (nameMaps.has(key) && value.type === 'object') {
        for (const entry of value.members.values()) this.#indexSchema(entry, scope)
      } else this.#indexSchema(value, scope)
    }
  }
}

const plainReference = cached((reference: ResolvedReference) => readReference(reference, undefined))

function readReference({ name, text }: ResolvedReference, trace: Trace | undefined): JsonText {
  try {
    return readDocument(text, name, trace)
  } catch (error) {
    if (error instanceof SchemaError) throw schemaErrors.invalidReference(name, error.message).because(error)
    throw error
  }
}
