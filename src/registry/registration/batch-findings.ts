/** What was found wrong with the schemas of one request, short enough for one answer to tell of all of them. */

import type { LevelFinding } from '../compatibility/level-finding.ts'
import { RegistryError } from '../errors.ts'

/** Of one schema; asked about by itself it is told all that there is. */
const findingsOfOne = 50
const messageCharacters = 10_000
/** Of all of them: parts of schemas, which may be whole ones. */
const fragmentCharacters = 1_000_000

export class BatchFindings {
  #fragmentCharacters = 0

  /** The same refusal with as much as there is room for. */
  shorten(error: RegistryError): RegistryError {
    const message = shortened(error.message)
    // Only the check of compatibility leaves findings, and they are of this type.
    const findings = this.first(error.findings as readonly LevelFinding[])
    if (message === error.message && findings === error.findings) return error
    return new RegistryError(error.key, error.code, message).withFindings(findings)
  }

  /** The first of them, with parts of schemas while there is room for those. */
  first(findings: readonly LevelFinding[]): readonly LevelFinding[] {
    if (findings.length === 0) return findings
    return findings.slice(0, findingsOfOne).map((finding) => {
      const { readerFragment = '', writerFragment = '' } = finding
      if (this.#fragmentCharacters >= fragmentCharacters)
        return { ...finding, readerFragment: undefined, writerFragment: undefined }
      this.#fragmentCharacters += readerFragment.length + writerFragment.length
      return finding
    })
  }
}

function shortened(message: string): string {
  return message.length > messageCharacters ? `${message.slice(0, messageCharacters)}...` : message
}
