/** One way of editing a schema so that a difference may go away. */

import type { Repair } from '../../explanation/explanation.ts'
import type { JsonDifference } from '../compatibility.ts'
import type { Site } from './site.ts'

/** An edit of the schema that the difference belongs to; `undefined` where it makes no sense. */
export type Move = (site: Site, finding: JsonDifference) => Repair | undefined
