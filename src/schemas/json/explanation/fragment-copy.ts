/** Copies parts of one schema's text into another's, with the definitions that they need there. */

import type { JsonPatchOperation } from '../../explanation/explanation.ts'
import { jsonPointer, pointerSegments } from '../../json-pointer.ts'
import { printJson } from '../../json-print.ts'
import type { JsonNode, JsonObject } from '../../json-text.ts'
import { draftOf } from '../draft.ts'
import type { JsonSchemaDocument } from '../model.ts'
import { memberOf } from './slots.ts'
import { textMapOf } from './text-map.ts'

export class FragmentCopy {
  readonly #from: JsonSchemaDocument
  readonly #to: JsonSchemaDocument
  /** Names of definitions that are copied too. */
  readonly #names = new Map<JsonNode, string>()

  constructor(from: JsonSchemaDocument, to: JsonSchemaDocument) {
    this.#from = from
    this.#to = to
  }

  /** As JSON text. */
  textOf(node: JsonNode): string {
    return printJson(this.#copy(node), 'decimal')
  }

  /** What adds the definitions that the copied parts need. */
  definitions(): JsonPatchOperation[] {
    const members = new Map<string, JsonNode>()
    // Grows while it is walked, because definitions need definitions.
    for (const [target, name] of this.#names) members.set(name, this.#copy(target))
    if (members.size === 0) return []
    const keyword = this.#keyword
    if (memberOf(this.#to.root, keyword)?.type === 'object') {
      return [...members].map(([name, value]) => ({
        op: 'add',
        path: jsonPointer([keyword, name]),
        value: printJson(value, 'decimal'),
      }))
    }
    const { start, end } = this.#to.root
    return [
      {
        op: 'add',
        path: jsonPointer([keyword]),
        value: printJson({ type: 'object', members, start, end }, 'decimal'),
      },
    ]
  }

  get #keyword(): '$defs' | 'definitions' {
    const { root } = this.#to
    return draftOf(root) === 'modern' || memberOf(root, '$defs') ? '$defs' : 'definitions'
  }

  #copy(node: JsonNode): JsonNode {
    if (node.type === 'array') return { ...node, items: node.items.map((item) => this.#copy(item)) }
    if (node.type !== 'object') return node
    const members = [...node.members].map(([key, value]): [string, JsonNode] => [
      key,
      value.type === 'string' && key === '$ref'
        ? { ...value, value: this.#reference(value, value.value) }
        : this.#copy(value),
    ])
    return { ...node, members: new Map(members) } satisfies JsonObject
  }

  /** A reference that leads somewhere in the other text keeps its words: there is a definition of that name. */
  #reference(node: JsonNode, text: string): string {
    const target = textMapOf(this.#from).targetOf(node)
    if (!target || text === '#' || this.#leadsSomewhere(text)) return text
    const name = this.#names.get(target) ?? this.#freeName(text)
    this.#names.set(target, name)
    return `#${jsonPointer([this.#keyword, name])}`
  }

  #leadsSomewhere(text: string): boolean {
    const [document] = text.split('#')
    if (this.#to.texts?.some(({ name }) => name !== undefined && name === document)) return true
    if (!text.startsWith('#/')) return false
    let node: JsonNode | undefined = this.#to.root
    for (const segment of pointerSegments(text)) node = memberOf(node, segment)
    return node !== undefined
  }

  #freeName(text: string): string {
    const wanted = /[^/#]+(?=[^/\w]*$)/.exec(text)?.[0] ?? 'Definition'
    const taken = memberOf(this.#to.root, this.#keyword)
    const isFree = (name: string) => !memberOf(taken, name) && ![...this.#names.values()].includes(name)
    let name = wanted
    for (let count = 2; !isFree(name); count++) name = `${wanted}${count}`
    return name
  }
}
