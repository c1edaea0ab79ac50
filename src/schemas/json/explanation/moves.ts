/** Which repairs are tried for which difference, for the side whose text is edited. */

import type { Side } from '../../explanation/explanation.ts'
import type { DifferenceKind } from '../differences.ts'
import { addMembers, combineAsTheirs, combineByAnyOf, dropMembers, swapMembers } from './member-moves.ts'
import type { Move } from './move.ts'
import {
  addRequired,
  closeModel,
  describeAsRest,
  dropRequired,
  giveDefault,
  loosenItem,
  loosenProperty,
  openModel,
  restoreProperty,
  takePropertyOut,
} from './property-moves.ts'
import { addValues, dropValues, restoreKeyword, restoreType, takeBothTypes, takeEither } from './value-moves.ts'

type Moves = { readonly [side in Side]: readonly Move[] }

/** The natural moves, before those that bring back what was there. */
export function movesFor(kind: DifferenceKind, side: Side): readonly Move[] {
  return (table[kind] ?? keyword)[side]
}

/** A keyword that limits more than it did, as most are. */
const keyword: Moves = { reader: [restoreKeyword], writer: [restoreKeyword] }
const values: Moves = { reader: [addValues, restoreKeyword], writer: [dropValues, restoreKeyword] }
const addedToOpen: Moves = { reader: [loosenProperty, takePropertyOut], writer: [restoreProperty, closeModel] }
const removed: Moves = { reader: [restoreProperty, openModel], writer: [takePropertyOut] }
const item: Moves = { reader: [loosenItem, restoreKeyword], writer: [restoreKeyword] }
/** The reader must offer what the writer chooses from. */
const choice: Moves = { reader: [addMembers, swapMembers], writer: [dropMembers, swapMembers] }
/** The reader may demand only what the writer promises. */
const demand: Moves = { reader: [dropMembers], writer: [addMembers] }

const table: { readonly [kind in DifferenceKind]?: Moves } = {
  TYPE_NARROWED: { reader: [takeBothTypes, restoreType], writer: [restoreType] },
  TYPE_CHANGED: {
    reader: [takeBothTypes, addMembers, dropMembers, restoreType, takeEither],
    writer: [dropMembers, addMembers, restoreType],
  },
  ENUM_ARRAY_NARROWED: values,
  ENUM_ARRAY_CHANGED: values,
  REQUIRED_ATTRIBUTE_ADDED: { reader: [dropRequired, giveDefault], writer: [addRequired] },
  OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL: addedToOpen,
  REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL: addedToOpen,
  REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL: addedToOpen,
  REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL: {
    reader: [dropRequired, giveDefault, takePropertyOut],
    writer: [restoreProperty],
  },
  PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: {
    reader: [describeAsRest, loosenProperty, takePropertyOut],
    writer: [restoreProperty],
  },
  PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL: removed,
  PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: removed,
  ITEM_ADDED_TO_OPEN_CONTENT_MODEL: item,
  ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: item,
  COMBINED_TYPE_CHANGED: { reader: [combineByAnyOf], writer: [combineAsTheirs] },
  PRODUCT_TYPE_EXTENDED: demand,
  SUM_TYPE_NARROWED: choice,
  COMBINED_TYPE_SUBSCHEMAS_CHANGED: {
    reader: [swapMembers, addMembers, dropMembers],
    writer: [swapMembers, dropMembers, addMembers],
  },
}
