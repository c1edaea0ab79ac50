/** A difference for people: where, what, and who could not read what any more. */

import { styleText } from 'node:util'
import { withoutControls } from '../output.ts'
import type { SidesDifference } from './compare-sides.ts'
import { type Safety, type SchemaDifference, type ShownChange, type ShownPlace, shownLevels } from './difference.ts'

/** Colour only where a terminal shows it; NO_COLOR and FORCE_COLOR are heeded by styleText. */
function styled(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, withoutControls(text), { stream: process.stdout })
}

export function differenceText({ schemas, added, removed }: SidesDifference): string {
  return [
    ...schemas.map(schemaText),
    ...added.map((name) => `${styled('bold', name)} is only in the newer.`),
    ...removed.map((name) => `${styled('bold', name)} is only in the older.`),
  ].join('\n\n')
}

function schemaText({ older, newer, changes, warnings, safe }: SchemaDifference): string {
  return [
    styled('bold', `${older} -> ${newer}`),
    ...changes.map(changeText),
    ...warnings.map(({ kind, description, rule }) =>
      [`  ${styled('yellow', 'warning')} ${kind}`, ...indented(description), ...indented(`rule: ${rule}`)].join('\n'),
    ),
    `  ${safetyText(safe)}`,
  ].join('\n\n')
}

function changeText({ what, description, newPlace, oldPlace, safe }: ShownChange): string {
  const place = newPlace ?? oldPlace
  const isUnsafe = !(safe.BACKWARD && safe.FORWARD)
  return [
    `  ${place ? `${styled('bold', placeText(place))} ` : ''}${styled(isUnsafe ? 'red' : 'green', what)}`,
    ...indented(description),
    ...indented(safetyText(safe)),
  ].join('\n')
}

function placeText({ file, line, column }: ShownPlace): string {
  return `${file}:${line}:${column}`
}

function indented(text: string): string[] {
  return withoutControls(text)
    .split('\n')
    .map((line) => `    ${line}`)
}

/** `safe under FORWARD, not under BACKWARD and FULL`. */
function safetyText(safe: Safety): string {
  const [good, bad] = [true, false].map((wanted) => shownLevels.filter((level) => safe[level] === wanted))
  if (bad?.length === 0) return 'safe under BACKWARD, FORWARD and FULL'
  return good?.length === 0
    ? 'not safe under BACKWARD, FORWARD or FULL'
    : `safe under ${good?.join()}, not under ${bad?.join(' or ')}`
}
