/** Builds the model of a document: one node for each schema in it, shared by all references to it. */
import type { JsonNode } from '../json-text.ts'
import { type Builder, noAnnotations } from './building.ts'
import type { JsonDocuments } from './documents.ts'
import type { Draft } from './draft.ts'
import { Keywords } from './keywords.ts'
import { buildLegacy } from './legacy-model.ts'
import type { CombinedSchema, Criterion, RefSchema, SchemaNode } from './model.ts'
import { buildModern } from './modern-model.ts'
import { enterScope, invalidAt, type Scope, tooLargeAt, unresolvedAt } from './scope.ts'
import { JsonIdentities } from './value-identities.ts'

/** How deep schemas may stand inside schemas; half of what the call stack of a thread holds. References add nothing. */
const schemaDepthLimit = 250

interface OpenReference {
  readonly reference: RefSchema
  readonly node: JsonNode
  readonly scope: Scope
}

export class ModelBuilder implements Builder {
  /** Names of references that the document itself uses, in order of first use. */
  readonly externalNames = new Set<string>()
  readonly #documents: JsonDocuments
  readonly #draft: Draft
  readonly #identities = new JsonIdentities()
  readonly #built = new Map<JsonNode, SchemaNode>()
  /** A list, so that a long chain of references takes no stack. */
  readonly #open: OpenReference[] = []
  #depth = 0

  constructor(documents: JsonDocuments, draft: Draft) {
    this.#documents = documents
    this.#draft = draft
  }

  buildDocument(): SchemaNode {
    const { main } = this.#documents
    const schema = this.build(main.resource, main)
    // Grows while it is walked: what a reference leads to may refer on.
    for (const open of this.#open) this.#resolve(open)
    return schema
  }

  build(node: JsonNode, outer: Scope): SchemaNode {
    const known = this.#built.get(node)
    if (known) return known
    const scope = enterScope(outer, node, this.#documents.idKeyword)
    if (++this.#depth > schemaDepthLimit) throw tooLargeAt(scope, 'nesting depth of schemas', schemaDepthLimit, node)
    const built = this.#read(node, scope)
    this.#depth--
    this.#built.set(node, built)
    return built
  }

  refer(text: string, from: Keywords, keyword: string): RefSchema {
    const source = from.part([keyword])
    const reference: RefSchema = {
      kind: 'ref',
      text,
      target: { schema: undefined },
      annotations: noAnnotations,
      source,
    }
    this.#open.push({ reference, node: from.get(keyword) ?? from.node, scope: from.scope })
    return reference
  }

  combine(criterion: Criterion, members: readonly SchemaNode[], source: JsonNode, isImplicit = false): CombinedSchema {
    const all = this.#draft === 'modern' && !isImplicit ? members.flatMap(spliced) : members
    const distinct = new Map<string, SchemaNode>()
    for (const member of all) {
      const key = member.kind === 'ref' ? `$ref ${member.text}` : String(this.#identities.of(member.source))
      if (!distinct.has(key)) distinct.set(key, member)
    }
    const distinctMembers = [...distinct.values()]
    return {
      kind: 'combined',
      criterion,
      isImplicit,
      members: all,
      distinctMembers,
      annotations: noAnnotations,
      source,
    }
  }

  #read(node: JsonNode, scope: Scope): SchemaNode {
    if (node.type === 'boolean' && this.#draft !== 4) {
      return { kind: node.value ? 'true' : 'false', annotations: noAnnotations, source: node }
    }
    if (node.type !== 'object') {
      throw invalidAt(scope, `a schema must be an object${this.#draft === 4 ? '' : ' or a boolean'}`, node)
    }
    const keywords = new Keywords(node, scope, this.#draft)
    return this.#draft === 'modern' ? buildModern(keywords, this) : buildLegacy(keywords, this)
  }

  #resolve({ reference, node, scope }: OpenReference): void {
    const found = this.#documents.find(reference.text, scope)
    if (!found) throw unresolvedAt(scope, reference.text, node)
    const { name } = found.scope.document
    if (scope.document.name === undefined && name !== undefined) this.externalNames.add(name)
    scope.document.trace?.targets.set(node, found.node)
    reference.target.schema = this.build(found.node, found.scope)
  }
}

/** The modern drafts' reader loses the border between an implicit product and the list that it is in. */
function spliced(member: SchemaNode): readonly SchemaNode[] {
  return member.kind === 'combined' && member.isImplicit ? member.members : [member]
}
