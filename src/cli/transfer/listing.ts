/** Lists of a registry, a page in a request, as long as pages go well into one answer. */

import { cliErrors } from '../errors.ts'
import { AnswerTooLarge, messageOf, type RegistryDoor } from '../registry-door.ts'
import { query } from '../registry-path.ts'

/** The first page: schemas may have a mebibyte each. */
const firstPage = 50
/** What registries answer at most where nothing else is set. */
const longestPage = 1000
/** What a page may grow to; far below the bound of an answer, because the next page may hold larger things. */
const wantedCharacters = 4 * 1024 * 1024

/** Statuses by which a registry says that it does not have such a thing, or no such feature. */
const absentStatuses: ReadonlySet<number> = new Set([404, 405, 501])

/**
 * @param path - answers a list and takes `offset` and `limit`; registries that do not heed them answer all of it at once.
 * @returns pages; none where the registry has no such list.
 */
export async function* pagesOf(
  door: RegistryDoor,
  path: string,
  filters: Readonly<Record<string, string | boolean>> = {},
): AsyncGenerator<object[]> {
  let limit = firstPage
  let first: string | undefined
  for (let offset = 0; ; ) {
    const page = await pageAt(door, path, { ...filters, offset, limit })
    if (page === 'too large') {
      if (limit === 1) throw cliErrors.refused(`${door.url}${path}: an entry is too large to be read.`)
      limit = Math.max(1, limit >> 2)
      continue
    }
    // Only an empty page is the last one: a registry that allows fewer than were asked for answers as many as it likes.
    if (page.length === 0) return
    const begin = JSON.stringify(page[0])
    // The same again: offset is not heeded.
    if (begin === first) return
    first ??= begin
    yield page
    if (page.length > limit) return
    offset += page.length
    const characters = JSON.stringify(page).length
    limit = Math.max(1, Math.min(longestPage, limit * 4, Math.floor((page.length * wantedCharacters) / characters)))
  }
}

async function pageAt(
  door: RegistryDoor,
  path: string,
  parameters: Readonly<Record<string, string | number | boolean>>,
): Promise<object[] | 'too large'> {
  try {
    const answer = await optional(door, `${path}${query(parameters)}`)
    return Array.isArray(answer) ? answer : []
  } catch (error) {
    if (error instanceof Error && error.cause instanceof AnswerTooLarge) return 'too large'
    throw error
  }
}

/** What the registry answers, or `undefined` where it has no such thing. */
export async function optional(door: RegistryDoor, path: string): Promise<unknown> {
  const answer = await door.send('GET', path)
  if (answer.status < 300) return answer.body
  if (absentStatuses.has(answer.status)) return undefined
  throw cliErrors.refused(`${door.url}${path}: ${messageOf(answer)}`)
}
