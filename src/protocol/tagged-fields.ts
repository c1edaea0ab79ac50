/** The section that ends every struct and header of flexible versions (KIP-482): tags that ascend, each with its size. */

import { protocolErrors } from './errors.ts'
import type { Reader } from './reader.ts'

/**
 * Reads a section up to its end.
 *
 * @param readField - reads the value of a tag that it knows; what it leaves untouched is skipped.
 * @throws {ProtocolError} where tags do not ascend, or a size is not that of its value.
 */
export function readTaggedFields(reader: Reader, readField?: (tag: number) => void): void {
  const count = reader.uvarint()
  let last = -1
  for (let at = 0; at < count; at++) {
    const tag = reader.uvarint()
    if (tag <= last) throw protocolErrors.badValue('tagged fields', 'their tags do not ascend')
    last = tag
    const size = reader.uvarint()
    if (size > reader.left) throw protocolErrors.badLength('tagged field', size)
    const start = reader.position
    readField?.(tag)
    if (reader.position === start) reader.position += size
    else if (reader.position !== start + size)
      throw protocolErrors.badValue('tagged field', 'its size is not that of its value')
  }
}
