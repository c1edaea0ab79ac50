/** Two types of one scope may not have the same name. */
import type { ProtobufType } from './model.ts'
import type { Parsing } from './parsing.ts'

export function addType(
  parsing: Parsing,
  types: Map<string, ProtobufType>,
  type: ProtobufType,
  position: number,
): void {
  if (types.has(type.name)) throw parsing.invalid(`'${type.name}' is already defined`, position)
  types.set(type.name, type)
}
