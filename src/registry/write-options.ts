/** What every write brings beside what it writes. */

import type { Principal } from '../authorize.ts'
import type { Provenance } from './changes/change.ts'

/** Who writes, and what led to it; goes into the change log, and stays with versions that are registered. */
export interface WriteOptions {
  readonly actor?: Principal | undefined
  readonly provenance?: Provenance | undefined
}
