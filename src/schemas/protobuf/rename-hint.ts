/** A message that is gone may be there under another name: one that is new and has the same fields. */
import type { ProtobufMessage } from './model.ts'

/** Finds a message among those that were added by what it is made of. */
export class RenameHints {
  readonly #added: readonly ProtobufMessage[]
  #byContent: Map<string, string> | undefined

  constructor(added: readonly ProtobufMessage[]) {
    this.#added = added
  }

  /** A sentence with a space before it, or nothing. */
  hint(removed: ProtobufMessage): string {
    if (this.#added.length === 0 || removed.fields.length === 0) return ''
    this.#byContent ??= new Map(this.#added.map((message) => [contentOf(message), message.name]))
    const name = this.#byContent.get(contentOf(removed))
    return name === undefined ? '' : ` It looks like '${name}', which has the same fields: a rename.`
  }
}

/** What makes two messages look the same. */
export function contentOf({ fields, oneofs }: ProtobufMessage): string {
  const members = oneofs.map((oneof) => oneof.fields)
  return JSON.stringify([fields, ...members].map((list) => list.map(({ name, tag, type }) => [name, tag, type])))
}
