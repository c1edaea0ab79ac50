/** Which versions and ids a registry has for the schemas of files. */

import { mapBounded, requestsAtOnce } from './bounded.ts'
import type { RegistryDoor } from './registry-door.ts'
import { query, subjectPath } from './registry-path.ts'
import type { ResolvedFile } from './schema-files/resolve.ts'

export interface Registered {
  readonly version: number
  readonly id?: number
}

/**
 * @param files - after those that they refer to.
 * @returns by subject; what is not registered as it is in its file, or refers to such a file, is not in it.
 */
export async function lookUpAll(
  door: RegistryDoor,
  files: readonly ResolvedFile[],
  { normalize = false }: { normalize?: boolean } = {},
): Promise<Map<string, Registered>> {
  const found = new Map<string, Registered>()
  const lookUp = async ({ subject, schemaType, text, references }: ResolvedFile) => {
    const known = references.map((one) => ({ ...one, version: one.version ?? found.get(one.subject)?.version }))
    if (known.some(({ version }) => version === undefined)) return
    const body = { schemaType, schema: text, ...(known.length > 0 && { references: known }) }
    const answer = await door.send('POST', subjectPath(subject) + query({ normalize }), { body })
    const { version, id } = (answer.status < 300 ? answer.body : {}) as { version?: number; id?: number }
    if (version !== undefined) found.set(subject, { version, ...(id !== undefined && { id }) })
  }
  await mapBounded(
    files.filter(({ references }) => references.length === 0),
    requestsAtOnce,
    lookUp,
  )
  // One after the other, because the versions of what they refer to are asked for.
  for (const file of files) if (file.references.length > 0) await lookUp(file)
  return found
}
