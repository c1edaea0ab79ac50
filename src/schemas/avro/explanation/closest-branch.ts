/** Which branch of a reader's union comes closest to a type that none of them reads, and what is wrong with it. */
import { checkLimitReached } from '../../finding.ts'
import { checkAvro, trial } from '../compatibility.ts'
import type { AvroFinding } from '../findings.ts'
import type { Location } from '../location.ts'
import { type AvroSchema, type AvroUnion, isNamed } from '../model.ts'

/** More branches of one kind are not tried. */
const triedBranches = 4

export interface ClosestBranch {
  readonly branch: AvroSchema
  /** What keeps it from being read; their places lead through the union. */
  readonly findings: readonly AvroFinding[]
}

/** @param location - where the union stands. */
export function closestBranch(
  union: AvroUnion,
  lacking: AvroSchema,
  location: Location | undefined,
): ClosestBranch | undefined {
  const alike = union.branches
    .filter(
      (branch) => branch.type === lacking.type && (isNamed(branch) || branch.type === 'array' || branch.type === 'map'),
    )
    .sort((a, b) => Number(sharesName(b, lacking)) - Number(sharesName(a, lacking)))
  const tried = alike.slice(0, triedBranches).map((branch): ClosestBranch => {
    const findings = checkAvro(branch, lacking, trial(location, union))
    return { branch, findings }
  })
  return tried
    .filter(({ findings }) => findings.every(({ kind }) => kind !== checkLimitReached))
    .reduce<ClosestBranch | undefined>(
      (best, next) => (best && best.findings.length <= next.findings.length ? best : next),
      undefined,
    )
}

function sharesName(branch: AvroSchema, lacking: AvroSchema): boolean {
  return isNamed(branch) && isNamed(lacking) && branch.name.name === lacking.name.name
}
