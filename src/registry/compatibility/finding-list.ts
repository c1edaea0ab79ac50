/** The findings of one verdict, as many as anybody reads: there may be one for each field, in each of a thousand versions. */

import { checkLimitReached } from '../../schemas/index.ts'
import type { LevelFinding } from './level-finding.ts'

const most = {
  findings: 1000,
  /** Of sentences and paths: a name, or the list of an enum's symbols, may be as long as a schema. */
  characters: 1_000_000,
  /** Of parts of schemas that are shown with findings: each may be the whole schema. */
  fragmentCharacters: 1_000_000,
}

export class FindingList {
  readonly #listed: LevelFinding[] = []
  #characters = 0
  #fragmentCharacters = 0
  #omitted = 0

  /** Those that there was room for. */
  get listed(): readonly LevelFinding[] {
    return this.#listed
  }

  /** How many there was no room for. */
  get omitted(): number {
    return this.#omitted
  }

  get isFull(): boolean {
    return this.#listed.length >= most.findings || this.#characters >= most.characters
  }

  /**
   * @param describe - what it says; asked only where there is room, since its texts are made then.
   * @returns what is listed; `undefined` where it is only counted.
   */
  add(describe: (withFragments: boolean) => LevelFinding): LevelFinding | undefined {
    if (this.isFull) {
      this.#omitted++
      return undefined
    }
    const finding = describe(this.#fragmentCharacters < most.fragmentCharacters)
    const { path, description, writerPath = '', readerFragment = '', writerFragment = '' } = finding
    this.#characters += path.length + writerPath.length + description.length
    this.#fragmentCharacters += readerFragment.length + writerFragment.length
    this.#listed.push(finding)
    return finding
  }

  /** @param count - findings that were left out elsewhere. */
  omit(count: number): void {
    this.#omitted += count
  }
}

/** What stands where a list was cut. */
export function cutSentence(omitted: number, versions = 0): string {
  const sentences = []
  if (omitted > 0) sentences.push(`${omitted} more findings are not listed.`)
  if (versions > 0) sentences.push(`${versions} more versions were not compared, as no more findings are listed.`)
  return sentences.join(' ')
}

/** The last of a list that was cut. */
export function cutFinding(direction: LevelFinding['direction'], description: string): LevelFinding {
  return {
    kind: checkLimitReached,
    direction,
    oldVersion: undefined,
    path: '',
    writerPath: undefined,
    description,
    readerFragment: undefined,
    writerFragment: undefined,
  }
}
