/** Documents, the schema resources embedded in them, and the base URIs that `$id` gives. */
import { type SchemaError, schemaErrors } from '../errors.ts'
import { pointerSegments } from '../json-pointer.ts'
import { type JsonNode, type JsonObject, placeIn } from '../json-text.ts'

export interface JsonText {
  /** Name of the reference; `undefined` for the schema itself. */
  readonly name: string | undefined
  readonly text: string
  readonly root: JsonNode
  /** One for all texts that are read together; only where it must be known where things stand. */
  readonly trace?: Trace | undefined
}

/** What the model alone does not tell of the texts that it was read from. */
export interface Trace {
  /** The schema objects that objects with a part of their keywords were taken from. */
  readonly wholes: Map<JsonNode, JsonNode>
  /** What the texts of references mean. */
  readonly targets: Map<JsonNode, JsonNode>
}

/** Where a schema stands: its document, and the resource (a schema with an `$id`, or the document) it belongs to. */
export interface Scope {
  readonly document: JsonText
  readonly base: string
  readonly resource: JsonNode
}

/** Base of a document that has no absolute `$id`. */
export const inputBase = 'mem://input'

/** Resolves a URI reference without its fragment; one that cannot be resolved stays as it is. */
export function resolveUri(reference: string, base: string): string {
  return URL.parse(reference, base)?.href ?? reference
}

/** Splits off what follows `#`, decoded. */
export function splitFragment(reference: string): [address: string, fragment: string] {
  const hash = reference.indexOf('#')
  if (hash < 0) return [reference, '']
  const encoded = reference.slice(hash + 1)
  try {
    return [reference.slice(0, hash), decodeURIComponent(encoded)]
  } catch {
    return [reference.slice(0, hash), encoded]
  }
}

/** The scope inside `node`, which is another one where `node` has an `$id` of its own. */
export function enterScope(scope: Scope, node: JsonNode, idKeyword: 'id' | '$id'): Scope {
  if (node.type !== 'object' || node === scope.resource) return scope
  const [address] = splitFragment(idOf(node, idKeyword) ?? '')
  return address === '' ? scope : { ...scope, base: resolveUri(address, scope.base), resource: node }
}

export function idOf(node: JsonObject, idKeyword: 'id' | '$id'): string | undefined {
  const id = node.members.get(idKeyword)
  return id?.type === 'string' ? id.value : undefined
}

/**
 * Follows a JSON pointer (RFC 6901). The top-level `definitions` of a document are found under `$defs` too, as in the
 * reference, where `$defs` has nothing of the name.
 */
export function followPointer(
  start: Scope,
  root: JsonNode,
  pointer: string,
  idKeyword: 'id' | '$id',
): { node: JsonNode; scope: Scope } | undefined {
  const segments = pointerSegments(pointer)
  const found = walk(start, root, segments, idKeyword)
  if (found || segments[0] !== '$defs' || root !== start.document.root) return found
  return walk(start, root, ['definitions', ...segments.slice(1)], idKeyword)
}

function walk(start: Scope, root: JsonNode, segments: readonly string[], idKeyword: 'id' | '$id') {
  let node: JsonNode | undefined = root
  let scope = start
  for (const segment of segments) {
    if (node?.type === 'object') node = node.members.get(segment)
    else if (node?.type === 'array') node = /^\d+$/.test(segment) ? node.items[Number(segment)] : undefined
    else return undefined
    if (node) scope = enterScope(scope, node, idKeyword)
  }
  return node && { node, scope }
}

export function invalidAt({ document }: Scope, reason: string, node: JsonNode): SchemaError {
  return inDocument(document, schemaErrors.invalidSchema(reason, placeIn(document.text, node.start)))
}

export function unresolvedAt({ document }: Scope, reference: string, node: JsonNode): SchemaError {
  return inDocument(document, schemaErrors.unresolvedReference(reference, placeIn(document.text, node.start)))
}

export function tooLargeAt({ document }: Scope, limit: string, most: number, node: JsonNode): SchemaError {
  return inDocument(document, schemaErrors.schemaTooLarge(limit, most, placeIn(document.text, node.start)))
}

function inDocument({ name }: JsonText, error: SchemaError): SchemaError {
  return name === undefined ? error : schemaErrors.invalidReference(name, error.message).because(error)
}
