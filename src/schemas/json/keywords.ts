/** The keywords of one schema object, read as what they must be. */
import type { JsonNode, JsonObject } from '../json-text.ts'
import type { Draft } from './draft.ts'
import type { Annotations } from './model.ts'
import { isCompilable } from './pattern.ts'
import { invalidAt, type Scope } from './scope.ts'

export class Keywords {
  readonly node: JsonObject
  readonly scope: Scope
  readonly draft: Draft

  constructor(node: JsonObject, scope: Scope, draft: Draft) {
    this.node = node
    this.scope = scope
    this.draft = draft
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => this.node.members.has(name))
  }

  get(name: string): JsonNode | undefined {
    return this.node.members.get(name)
  }

  text(name: string): string | undefined {
    const value = this.get(name)
    if (value === undefined || value.type === 'string') return value?.value
    throw this.wrong(name, 'a text', value)
  }

  pattern(): string | undefined {
    const pattern = this.text('pattern')
    if (pattern !== undefined) this.refuseFaultyPattern(pattern, this.node)
    return pattern
  }

  refuseFaultyPattern(pattern: string, node: JsonNode): void {
    if (!isCompilable(pattern)) throw this.invalid(`'${pattern}' is not a regular expression`, node)
  }

  boolean(name: string): boolean | undefined {
    const value = this.get(name)
    if (value === undefined || value.type === 'boolean') return value?.value
    throw this.wrong(name, 'true or false', value)
  }

  /** The literal of a number. */
  number(name: string): string | undefined {
    const value = this.get(name)
    if (value === undefined || value.type === 'number') return value?.literal
    throw this.wrong(name, 'a number', value)
  }

  /** A number of things. Up to draft 7 it must be written without a fraction. */
  count(name: string): number | undefined {
    const value = this.get(name)
    if (value === undefined) return undefined
    const count = value.type === 'number' ? Number(value.literal) : Number.NaN
    const isWhole = value.type === 'number' && (this.draft === 'modern' || /^-?\d+$/.test(value.literal))
    if (!isWhole || !Number.isInteger(count)) throw this.wrong(name, 'a whole number', value)
    return count
  }

  list(name: string): readonly JsonNode[] | undefined {
    const value = this.get(name)
    if (value === undefined || value.type === 'array') return value?.items
    throw this.wrong(name, 'a list in brackets', value)
  }

  texts(name: string): string[] {
    return this.textsOf(name, this.list(name) ?? [])
  }

  textsOf(name: string, items: readonly JsonNode[]): string[] {
    return items.map((item) => {
      if (item.type !== 'string') throw this.wrong(name, 'a list of texts', item)
      return item.value
    })
  }

  /** The entries of a keyword whose value is an object of named things. */
  entries(name: string): [string, JsonNode][] {
    const value = this.get(name)
    if (value === undefined) return []
    if (value.type !== 'object') throw this.wrong(name, 'an object', value)
    return [...value.members]
  }

  annotations(): Annotations {
    const id = this.get(this.draft === 4 ? 'id' : '$id')
    return {
      // Modern drafts see a change of `$id` as no difference.
      id: this.draft !== 'modern' && id?.type === 'string' ? id.value : undefined,
      title: this.text('title'),
      description: this.text('description'),
      default: this.get('default'),
      isConnectBytes: isText(this.get('connect.type'), 'bytes'),
    }
  }

  /** The schema object with only some of its keywords, and with one type where it may give several. */
  part(names: readonly string[], type?: string): JsonObject {
    const members = new Map([...this.node.members].filter(([name]) => names.includes(name)))
    const { start, end } = this.node
    if (type !== undefined) members.set('type', { type: 'string', value: type, start, end })
    const part: JsonObject = { ...this.node, members }
    this.scope.document.trace?.wholes.set(part, this.node)
    return part
  }

  /** The same place without any keyword. */
  bare(): Keywords {
    return new Keywords({ ...this.node, members: new Map() }, this.scope, this.draft)
  }

  wrong(name: string, expected: string, node: JsonNode) {
    return this.invalid(`"${name}" must be ${expected}`, node)
  }

  invalid(reason: string, node: JsonNode) {
    return invalidAt(this.scope, reason, node)
  }
}

function isText(node: JsonNode | undefined, text: string): boolean {
  return node?.type === 'string' && node.value === text
}
