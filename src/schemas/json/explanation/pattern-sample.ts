/** Makes short texts that a regular expression may match. Whether they do is found out by searching. */

/** How many texts are kept of each part of a pattern, and how long they may grow. */
const sampleLimits = { texts: 8, length: 300, pattern: 500 }

/** Shortest first as far as it is known; empty for patterns that are too long. */
export function samplesOf(pattern: string): readonly string[] {
  if (pattern.length > sampleLimits.pattern) return []
  return new PatternReader(pattern).alternatives()
}

const classes: Readonly<Record<string, string>> = {
  d: '0',
  D: 'a',
  w: 'a',
  W: '-',
  s: ' ',
  S: 'a',
  n: '\n',
  t: '\t',
  r: '\r',
}

/** Characters that are tried for what is not in a class. */
const others = [...'aA0 -_!é']

class PatternReader {
  readonly #pattern: string
  #position = 0

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  alternatives(): string[] {
    const texts = this.#sequence()
    while (this.#skip('|')) texts.push(...this.#sequence())
    return kept(texts)
  }

  #sequence(): string[] {
    let texts = ['']
    while (this.#position < this.#pattern.length && !'|)'.includes(this.#next)) {
      const atom = this.#atom()
      const repeated = this.#counts().flatMap((count) => atom.map((text) => text.repeat(count)))
      texts = kept(texts.flatMap((text) => repeated.map((more) => text + more)))
    }
    return texts
  }

  get #next(): string {
    return this.#pattern[this.#position] ?? ''
  }

  #skip(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#position)) return false
    this.#position += text.length
    return true
  }

  #take(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, 'y')
    sticky.lastIndex = this.#position
    const found = sticky.exec(this.#pattern)?.[0]
    this.#position += found?.length ?? 0
    return found
  }

  #atom(): string[] {
    if (this.#skip('(')) return this.#group()
    if (this.#skip('[')) return this.#class()
    if (this.#skip('\\')) return this.#escape()
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#position) ?? 0)
    this.#position += character.length
    if (character === '^' || character === '$') return ['']
    return [character === '.' ? 'a' : character]
  }

  #group(): string[] {
    const isAssertion = this.#take(/\?(<?[=!])/) !== undefined
    if (!isAssertion) this.#take(/\?(:|<[^>]*>|[a-z]*:)/)
    const texts = this.alternatives()
    this.#skip(')')
    return isAssertion ? [''] : texts
  }

  #class(): string[] {
    const isNegated = this.#skip('^')
    const members: string[] = []
    for (
      let isFirst = true;
      this.#position < this.#pattern.length && (isFirst || this.#next !== ']');
      isFirst = false
    ) {
      const member = this.#take(/[^\\]-[^\]\\]|[^\\]/)
      if (member === undefined) this.#position++
      members.push(...(member === undefined ? this.#escape() : [member[0] ?? '', member.at(-1) ?? '']))
    }
    this.#skip(']')
    return isNegated ? others.filter((character) => !members.includes(character)) : kept(members)
  }

  #escape(): string[] {
    const code = this.#take(/u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}/)
    if (code) return [String.fromCodePoint(Number.parseInt(code.replace(/[ux{}]/g, ''), 16) % 0x110000)]
    if (this.#take(/[pP]\{[^}]*\}/)) return ['a', 'A', '0']
    const letter = this.#next
    this.#position++
    if (letter === 'b' || letter === 'B' || /[1-9]/.test(letter)) return ['']
    return [classes[letter] ?? letter]
  }

  /** How often an atom is repeated, the fewest first. */
  #counts(): number[] {
    const found = this.#take(/[*+?]|\{\d+(,\d*)?\}/)
    this.#take(/[?+]/)
    if (found === undefined) return [1]
    if (found === '*' || found === '?') return [0, 1]
    if (found === '+') return [1, 2]
    const [least = 0, most] = found.slice(1, -1).split(',').map(Number)
    const fewest = Math.min(least, sampleLimits.length)
    return most === undefined || most === least ? [fewest] : [fewest, fewest + 1]
  }
}

function kept(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter(({ length }) => length <= sampleLimits.length).slice(0, sampleLimits.texts)
}
