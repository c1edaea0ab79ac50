/** Where a comparison stands: a path for machines and words for people. */

export interface Place {
  /** `#/Order/Item/3`: names of messages, the oneof of a field, the number of a field or a constant. */
  readonly path: string
  /** `message 'Order.Item'`, `field 'price' (number 3) of message 'Order.Item'`. */
  readonly words: string
}

export const root: Place = { path: '#/', words: 'the schema' }

/** A message or an enum inside of another, or of the file. */
export function typePlace(outer: TypePlace | undefined, kind: 'message' | 'enum', name: string): TypePlace {
  const fullName = outer ? `${outer.name}.${name}` : name
  return { path: `${outer ? outer.path : '#'}/${name}`, name: fullName, words: `${kind} '${fullName}'` }
}

/** A place that others are inside of. */
export interface TypePlace extends Place {
  readonly name: string
}

export function oneofPlace(message: TypePlace, name: string): Place {
  return { path: `${message.path}/${name}`, words: `oneof '${name}' of ${message.words}` }
}

export function fieldPlace(message: TypePlace, oneof: string | undefined, name: string, tag: number): Place {
  const path = oneof === undefined ? message.path : `${message.path}/${oneof}`
  return { path: `${path}/${tag}`, words: `field '${name}' (number ${tag}) of ${message.words}` }
}

export function constantPlace(own: TypePlace, name: string, tag: number): Place {
  return { path: `${own.path}/${tag}`, words: `constant '${name}' (number ${tag}) of ${own.words}` }
}
