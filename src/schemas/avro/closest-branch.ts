/** Which branch of a reader's union comes closest to a type that none of them reads, and what is wrong with it. */
import { checkLimitReached } from '../finding.ts'
import type { AvroFinding, ClosestBranch } from './findings.ts'
import { type Location, trial } from './location.ts'
import { type AvroSchema, type AvroUnion, isNamed } from './model.ts'

/** More branches of one kind are not tried, and causes in unions within unions are not looked for any deeper. */
const closestLimits = { branches: 4, unions: 4 }

/**
 * @param location - where the union stands.
 * @param check - given by the caller, which the check itself may be.
 */
export function closestBranch(
  union: AvroUnion,
  lacking: AvroSchema,
  location: Location | undefined,
  check: (reader: AvroSchema, writer: AvroSchema, location: Location) => readonly AvroFinding[],
): ClosestBranch | undefined {
  if (unionsAround(location) >= closestLimits.unions) return undefined
  const alike = union.branches
    .filter(
      (branch) => branch.type === lacking.type && (isNamed(branch) || branch.type === 'array' || branch.type === 'map'),
    )
    .sort((a, b) => Number(sharesName(b, lacking)) - Number(sharesName(a, lacking)))
  const tried = alike.slice(0, closestLimits.branches).map((branch): ClosestBranch => {
    return { branch, findings: check(branch, lacking, trial(location, union)) }
  })
  return tried
    .filter(({ findings }) => findings.length > 0 && findings.every(({ kind }) => kind !== checkLimitReached))
    .reduce<ClosestBranch | undefined>(
      (best, next) => (best && best.findings.length <= next.findings.length ? best : next),
      undefined,
    )
}

function unionsAround(location: Location | undefined): number {
  let count = 0
  for (let step = location; step; step = step.parent) if (step.segment === undefined) count++
  return count
}

function sharesName(branch: AvroSchema, lacking: AvroSchema): boolean {
  return isNamed(branch) && isNamed(lacking) && branch.name.name === lacking.name.name
}
