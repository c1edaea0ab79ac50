/** A version in the list of all. */

import type { ListedSchema } from '../../registry/index.ts'
import { field, list, object, string, type ValueOf } from '../shape.ts'
import { Association, associationView } from './association.ts'
import { Schema, versionView } from './schema-view.ts'

export const ExtendedSchema = object('ExtendedSchema', {
  ...Schema.fields,
  aliases: field(list(string), 'Subjects that stand for this one; only with aliases=true.'),
  associations: field(list(Association), 'Resources of the subject; only where associations were asked for.'),
})

export function listedView({
  aliases,
  associations,
  ...version
}: ListedSchema): ValueOf<typeof ExtendedSchema, undefined> {
  const asked = {
    ...(aliases && { aliases }),
    ...(associations && { associations: associations.map(associationView) }),
  }
  return { ...versionView(version), ...asked }
}
