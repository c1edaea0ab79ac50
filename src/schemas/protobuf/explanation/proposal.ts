/** An edit that may mend a finding, as the repairs of each kind propose it. */
import type { Repair } from '../../explanation/explanation.ts'
import { EditList } from './edit-list.ts'

export type Proposals = Generator<Repair>

/** @param fill - adds the edits; where it returns `false` nothing is proposed. */
export function* propose(title: string, fill: (edits: EditList) => boolean): Proposals {
  const list = new EditList()
  const edits = fill(list) ? list.sorted() : undefined
  if (edits) yield { title, edits }
}
