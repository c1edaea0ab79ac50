/** The schemas of the specification's examples, in canonical form. */

const f1 = { name: 'f1', type: 'string' }

function myRecord(...fields: object[]) {
  return { type: 'record', name: 'myrecord', fields }
}

export const A1 = myRecord(f1)
export const A2 = myRecord(f1, { name: 'f2', type: 'string', default: 'foo' })
/** Cannot read what was written with A1. */
export const A2X = myRecord(f1, { name: 'f2', type: 'string' })
/** Incompatible with A1 both ways. */
export const AI = myRecord({ name: 'f1', type: 'int' })
/** No valid schema: the default is not of the field's type. */
export const BAD = myRecord({ type: 'string', default: null, name: 'f' })
export const REF = {
  type: 'record',
  name: 'Ref',
  namespace: 'com.example',
  fields: [{ name: 'id', type: 'string' }],
}
export const BASE = {
  type: 'record',
  name: 'Base',
  namespace: 'com.example',
  fields: [{ name: 'refField', type: 'com.example.Ref' }],
}
export const baseReferences = [{ name: 'com.example.Ref', subject: 'ref', version: 1 }]

export const guidOfA1 = 'a3d8f88a-9756-7b65-8ee2-5c9472fa6c7d'
