/** The table of named types that one text shares with its references. */
import type { AvroNamed } from './model.ts'
import { type AvroName, qualify } from './names.ts'

export class NamedTypes {
  readonly #types = new Map<string, AvroNamed>()
  readonly #external = new Set<AvroNamed>()
  /** Defined since the last reference was closed. */
  #own: AvroNamed[] = []

  get(name: AvroName): AvroNamed | undefined {
    return this.#types.get(name.fullName)
  }

  /** Finds what `text` means inside `namespace`: a type there, else one in the null namespace. */
  find(text: string, namespace: string | undefined): AvroNamed | undefined {
    return this.#types.get(qualify(text, namespace).fullName) ?? this.#types.get(text)
  }

  add(type: AvroNamed): void {
    this.#types.set(type.name.fullName, type)
    this.#own.push(type)
  }

  /** Marks everything known so far as defined in a reference, to whatever is read next. */
  closeReference(): void {
    for (const type of this.#own) this.#external.add(type)
    this.#own = []
  }

  isExternal(type: AvroNamed): boolean {
    return this.#external.has(type)
  }
}
