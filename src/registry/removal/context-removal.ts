/** Removing a context that nobody uses any more. */

import type { Core } from '../core.ts'
import { registryErrors } from '../errors.ts'
import { parseSubject } from '../subjects/subject-name.ts'
import type { WriteOptions } from '../write-options.ts'
import { removeSettings } from './removal.ts'

/**
 * DELETE /contexts/{context}. One that never existed is gone already.
 *
 * @param name - `.ctx`, or `:.ctx:` as in subjects.
 * @throws {RegistryError} `contextNotEmpty`, also for soft-deleted versions.
 */
export async function removeContext(core: Core, name: string, writer: WriteOptions): Promise<void> {
  const context = name.startsWith(':') ? parseSubject(name).context : name
  await core.write({ contexts: [context], ...writer }, async (transaction, record) => {
    const versions = await transaction.loadVersionsOf({ context, prefix: '' })
    if (versions.length > 0) throw registryErrors.contextNotEmpty(context)
    const { nextSchemaId, registeredAt } = transaction.context(context)
    for (const scope of await transaction.loadScopes({ context, prefix: '' }))
      await removeSettings(transaction, record, scope)
    await transaction.removeContext(context)
    const target = { context, subject: '' }
    await record({ operation: 'deleteContext', target, before: { nextSchemaId, registeredAt }, after: undefined })
  })
}
