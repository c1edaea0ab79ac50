/** Tags of records and fields: the attribute `confluent:tags`. */

import { changeTags, type EntityPlace, type SchemaEntity, type TagRules, taggedPlaces } from '../tags.ts'
import type { AvroDocument, AvroField, AvroProperties, AvroRecord, AvroSchema } from './model.ts'
import { plainStyle, printAvro } from './print.ts'

type Holder = AvroRecord | AvroField

interface AvroPlace extends EntityPlace<Holder> {
  readonly record: AvroRecord
}

const propertiesOf = (holder: Holder): AvroProperties => holder.properties

export const avroTags: TagRules<AvroDocument> = {
  find: (document) => taggedPlaces(placesIn(document, true), propertiesOf),
  edit(document, changes) {
    // What a reference defines stands in another schema, which is not changed here.
    const places = placesIn(document, false)
    const changed = changeTags(
      changes,
      (entity) => places.find((place) => isMeant(place, entity))?.holder,
      propertiesOf,
    )
    const edited = <Part extends AvroRecord | AvroField>(part: Part): Part => ({
      ...part,
      properties: changed.get(part) ?? part.properties,
    })
    return printAvro(document.root, {
      ...plainStyle,
      isKnown: (type) => document.referenceRoots.has(type),
      type: (type) => (type.type === 'record' ? edited(type) : type),
      field: edited,
    })
  },
}

/** Records from the outside in, each with its fields. */
function placesIn({ root, referenceRoots }: AvroDocument, withReferences: boolean): AvroPlace[] {
  const places: AvroPlace[] = []
  const seen = new Set<AvroSchema>()
  const waiting: AvroSchema[] = [root]
  for (const schema of waiting) {
    if (schema.type === 'union') waiting.push(...schema.branches)
    else if (schema.type === 'array') waiting.push(schema.items)
    else if (schema.type === 'map') waiting.push(schema.values)
    else if (schema.type === 'record' && !seen.has(schema) && (withReferences || !referenceRoots.has(schema))) {
      seen.add(schema)
      const entityPath = schema.name.fullName
      places.push({ entityPath, entityType: 'sr_record', holder: schema, record: schema })
      for (const field of schema.fields) {
        const path = `${entityPath}.${field.name}`
        places.push({ entityPath: path, entityType: 'sr_field', holder: field, record: schema })
        waiting.push(field.type)
      }
    }
  }
  return places
}

/** A record may be named without its namespace; then the outermost one of that name is meant. */
function isMeant({ entityPath, entityType, record }: AvroPlace, entity: SchemaEntity): boolean {
  if (entityType !== entity.entityType) return false
  const { namespace } = record.name
  const short = namespace === undefined ? entityPath : entityPath.slice(namespace.length + 1)
  // A dot may stand before the path, as it may in Protobuf.
  const wanted = entity.entityPath.replace(/^\./, '')
  return wanted === entityPath || wanted === short
}
