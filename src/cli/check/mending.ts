/** `--fix`: writes the edits that the engine has tried into the files, and nothing else. */

import { readFileSync, writeFileSync } from 'node:fs'
import { applyEdits } from '../../schemas/index.ts'
import { unreadable } from '../arguments.ts'
import type { CheckReport } from './report.ts'

export interface Mended {
  readonly file: string
  readonly title: string
}

/**
 * Where not all of a schema can be mended at once, one finding is: the caller checks again and comes back.
 *
 * @throws {CliError} where a file cannot be written.
 */
export function mend({ schemas }: CheckReport): Mended[] {
  const mended: Mended[] = []
  for (const { file, text, fix, problems } of schemas) {
    const [broken] = problems.flatMap(({ finding }) => finding?.fix ?? [])
    const edited = fix ?? broken
    if (!edited) continue
    const after = applyEdits(text, [edited.edit])
    write(file, text, hasOnlyCrlf(text) ? after.replace(/\r?\n/g, '\r\n') : after)
    mended.push({ file, title: edited.title })
  }
  return mended
}

/** Line ends as Windows has them, all through: a part that comes from elsewhere gets them too. */
function hasOnlyCrlf(text: string): boolean {
  return text.includes('\r\n') && !/(^|[^\r])\n/.test(text)
}

function write(file: string, before: string, after: string): void {
  try {
    const bytes = readFileSync(file)
    // The mark that some editors put first is not part of the text, and stays.
    const mark = bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(0, 3) : bytes.subarray(0, 0)
    // Somebody may have saved the file in the meantime; what was checked is not what would be overwritten.
    if (!bytes.subarray(mark.length).equals(Buffer.from(before))) return
    writeFileSync(file, Buffer.concat([mark, Buffer.from(after)]))
  } catch (error) {
    throw unreadable(file, error)
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])
