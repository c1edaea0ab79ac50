/** What whoever runs the registry decides for all of it. */

import type { PageLimits } from './page.ts'

export interface RegistryRules {
  /** Whether reserved fields and names of fields are checked where no config says otherwise. */
  readonly validateFields: boolean
  /** Whether new schemas are judged strictly (names, defaults) where no config says otherwise. */
  readonly validateNewSchemas: boolean
  /** Whether the empty subject and the subject `*` are refused. */
  readonly rejectEmptySubjects: boolean
  /** Whether all references of a schema must name the same version by the same name, however far away. */
  readonly strictReferences: boolean
  /** Whether modes may be changed. */
  readonly modesChange: boolean
  /** Of the lists of schemas and of those who refer to one. */
  readonly schemaLists: PageLimits
  /** Of all other lists: subjects, versions, contexts. */
  readonly nameLists: PageLimits
}

export const defaultRules: RegistryRules = {
  validateFields: false,
  validateNewSchemas: true,
  rejectEmptySubjects: false,
  strictReferences: false,
  modesChange: true,
  schemaLists: { usual: 1000, most: 1000 },
  nameLists: { usual: 2 ** 31 - 1, most: 2 ** 31 - 1 },
}
