/** Edits that may mend a finding, the most natural first. What a compiler would refuse is not proposed. */

import { cached } from '../../cached.ts'
import { SchemaError } from '../../errors.ts'
import type { Repair, Side } from '../../explanation/explanation.ts'
import { applyEdits, type TextEdit } from '../../explanation/text-edits.ts'
import type { ProtobufDifference } from '../compatibility.ts'
import type { ProtobufDocument } from '../document.ts'
import { protobufFault } from '../link-faults.ts'
import { parseFile } from '../parse-file.ts'
import { isField, isMessage, isOneof } from './parts.ts'
import { type Proposals, propose } from './proposal.ts'
import { additionalFieldRepairs, changedFieldRepairs, missingFieldRepairs } from './repair-fields.ts'
import { additionalMessageRepairs, missingMessageRepairs, packageRepairs } from './repair-messages.ts'
import { tooExclusiveRepairs, tooFreeRepairs } from './repair-oneofs.ts'
import { Restoration } from './restoration.ts'
import { type SideBySide, sideBySide } from './side-by-side.ts'

export function* repairsOf(
  finding: ProtobufDifference,
  reader: ProtobufDocument,
  writer: ProtobufDocument,
  side: Side,
): Generator<Repair> {
  const sides = sideBySide(finding, reader, writer, side)
  if (!sides) return
  for (const repair of proposalsFor(sides)) {
    if ('edits' in repair && compiles(sides.own.document, repair.edits)) yield repair
  }
}

function* proposalsFor(sides: SideBySide): Proposals {
  const { kind, ownPart, otherPart, isReader } = sides
  switch (kind) {
    case 'PACKAGE_CHANGED':
      yield* packageRepairs(sides)
      break
    case 'MESSAGE_REMOVED':
      if (isMessage(ownPart)) yield* additionalMessageRepairs(sides, ownPart)
      if (isMessage(otherPart)) yield* missingMessageRepairs(sides, otherPart)
      break
    case 'FIELD_KIND_CHANGED':
    case 'FIELD_SCALAR_KIND_CHANGED':
    case 'FIELD_NAMED_TYPE_CHANGED':
    case 'FIELD_NUMERIC_LABEL_CHANGED':
      if (isField(ownPart) && isField(otherPart)) yield* changedFieldRepairs(sides, ownPart, otherPart)
      break
    case 'REQUIRED_FIELD_ADDED':
    case 'REQUIRED_FIELD_REMOVED':
    case 'ONEOF_FIELD_REMOVED':
      if (isField(ownPart)) yield* additionalFieldRepairs(sides, ownPart)
      if (isField(otherPart)) yield* missingFieldRepairs(sides, otherPart)
      break
    case 'FIELD_MOVED_TO_EXISTING_ONEOF':
    case 'MULTIPLE_FIELDS_MOVED_TO_ONEOF':
      // It is the reader's oneof that is found; the writer need not have one of its name.
      if (isReader && isOneof(ownPart)) yield* tooExclusiveRepairs(sides, ownPart)
      if (!isReader && isOneof(otherPart)) yield* tooFreeRepairs(sides, otherPart)
      break
    default:
      return
  }
  yield* restoredMessage(sides)
}

/** Everything in the message that it is about as the other schema has it. */
function* restoredMessage(sides: SideBySide): Proposals {
  const { own, otherOutline, ownPart, otherPart } = sides
  const outer = (ownPart && own.outline.messageOf(ownPart)) ?? undefined
  const theirOuter = otherPart && otherOutline.messageOf(otherPart)
  const names = outer ? own.outline.namesOf(outer) : theirOuter && otherOutline.namesOf(theirOuter)
  if (!names) return
  const [message, theirs] = [own.outline.findMessage(names), otherOutline.findMessage(names)]
  if (!message || !theirs) return
  yield* propose(`Make message '${message.name}' what it was again.`, (edits) =>
    new Restoration(sides, edits).message(message, theirs),
  )
}

const faultOf = cached(protobufFault)

/** A longer text is not read once more for every proposal; that the schema parses and the check passes is tried anyway. */
const mostCharacters = 100_000

/** Whether the text has no other fault than it had before. */
function compiles(document: ProtobufDocument, edits: readonly TextEdit[]): boolean {
  if (!document.placed) return false
  const { text } = document.placed
  if (text.length > mostCharacters) return true
  try {
    const file = parseFile(applyEdits(text, edits))
    return faultOf(document) !== undefined || protobufFault({ file, references: document.references }) === undefined
  } catch (error) {
    if (error instanceof SchemaError) return false
    throw error
  }
}
