/** A report for people, as a compiler tells of faults: the place, the line with a caret, why, whom it breaks, what mends it. */

import { styleText } from 'node:util'
import stringWidth from 'string-width'
import type { TextEdit } from '../../../schemas/index.ts'
import { withoutControls } from '../../output.ts'
import { type BrokenRule, type Place, type Problem, whoBreaks } from '../problem.ts'
import type { CheckReport } from '../report.ts'
import { hunksOf } from './hunks.ts'

type Style = Parameters<typeof styleText>[0]

/** Colour only where a terminal shows it; NO_COLOR and FORCE_COLOR are heeded by styleText. */
function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

/** More of what was wrong before is only counted: it would bury what is new. */
const oldProblems = 10

export function textReport({ problems, texts }: CheckReport): string {
  const old = problems.filter(({ isOld }) => isOld)
  const hidden = new Set(old.slice(oldProblems))
  const shown = problems.filter((problem) => !hidden.has(problem) && problem.because === undefined)
  return [
    ...shown.map((problem) => textOf(problem, texts.get(problem.file) ?? '')),
    ...consequences(problems),
    ...(hidden.size === 0 ? [] : [`${hidden.size} more warnings of what was wrong before; --json has them all.`]),
  ].join('\n\n')
}

/** What breaks only because it refers to what breaks, in a sentence for each cause: with it, all of them are mended. */
function consequences(problems: readonly Problem[]): string[] {
  const caused = Map.groupBy(
    problems.filter(({ because }) => because !== undefined),
    ({ because }) => because,
  )
  return [...caused].map(([because = '', own]) => {
    const subjects = [...new Set(own.map(({ subject = '' }) => subject))]
    const named = subjects.slice(0, namedSubjects).join(', ')
    const rest = subjects.length > namedSubjects ? ` and ${subjects.length - namedSubjects} more` : ''
    return withoutControls(`What breaks in ${because} breaks these too, which refer to it: ${named}${rest}.`)
  })
}

const namedSubjects = 5

function textOf(problem: Problem, text: string): string {
  const { severity, kind, file, place, message, finding, rule, through, subject } = problem
  const at = place ? `${file}:${place.line}:${place.column}` : file
  const colour = severity === 'error' ? 'red' : 'yellow'
  const { oldPlace } = finding ?? {}
  const rows = [
    `${styled('bold', withoutControls(at))} ${styled(['bold', colour], severity)} ${kind}`,
    ...indented(message),
    ...(through === undefined ? [] : [`  ${dim(`of subject '${subject}' (${through}), which refers to this:`)}`]),
    ...(place ? snippet(text, place, colour) : []),
    ...(finding && oldPlace
      ? [`  ${dim(`in ${finding.against}:`)}`, ...snippet(finding.oldText, oldPlace, 'cyan')]
      : []),
    ...(finding ? aboutFinding(finding, text) : []),
    ...(rule === undefined ? [] : labelled('rule', rule)),
  ]
  return rows.join('\n')
}

function aboutFinding(finding: BrokenRule, text: string): string[] {
  const { witness, fix, path, newPlace, oldPlace } = finding
  return [
    ...(newPlace || oldPlace || path === '' ? [] : labelled('at', path)),
    ...labelled('breaks', whoBreaks(finding)),
    ...(witness ? labelled('record', `${shortened(witness.record)}  ${witness.outcome}`) : []),
    ...(fix ? [...labelled('fix', fix.title), ...diff(text, fix.edit)] : []),
  ]
}

function labelled(label: string, text: string): string[] {
  const [first = '', ...more] = withoutControls(text).split('\n')
  return [`  ${styled('blue', label.padEnd(7))}${first}`, ...more.map((line) => `         ${line}`)]
}

function indented(text: string): string[] {
  return withoutControls(text)
    .split('\n')
    .map((line) => `  ${line}`)
}

function dim(text: string): string {
  return styled('dim', withoutControls(text))
}

/** More of a line is not shown: a schema may be one line of a megabyte. */
const lineRoom = 100
/** Of a long line, so much before the place. */
const roomBefore = 40

/** The line of a place, and a mark under what stands there. */
function snippet(text: string, { line, column }: Place, colour: Style): string[] {
  const whole = text.split('\n', line)[line - 1]
  if (whole === undefined) return []
  const full = whole.replace(/\r$/, '')
  const from = full.length > lineRoom ? Math.max(0, Math.min(column - 1 - roomBefore, full.length - lineRoom)) : 0
  const shown = full.slice(from, from + lineRoom)
  const before = shown.slice(0, column - 1 - from).replaceAll('\t', '  ')
  const length = Math.min(tokenLength(full.slice(column - 1)), Math.max(1, from + lineRoom - column + 1))
  const number = String(line)
  const margin = ' '.repeat(number.length)
  const cut = (side: boolean) => (side ? '…' : '')
  const lead = cut(from > 0)
  return [
    `  ${styled('blue', `${number} |`)} ${lead}${withoutControls(shown.replaceAll('\t', '  '))}${cut(from + lineRoom < full.length)}`,
    `  ${styled('blue', `${margin} |`)} ${' '.repeat(lead.length + stringWidth(withoutControls(before)))}${styled(colour, '^'.repeat(length))}`,
  ]
}

/** A string with its quotes, a word or a number; of anything else the first character. */
function tokenLength(text: string): number {
  return /^("(?:\\.|[^"\\])*"|[\w.$+-]+)/.exec(text)?.[0].length ?? 1
}

/** A fix longer than this is better read in the file. */
const diffLines = 30
const signStyles = { '-': 'red', '+': 'green', ' ': 'dim' } as const

function diff(text: string, edit: TextEdit): string[] {
  const rows = hunksOf(text, edit).flatMap((hunk) => [
    `    ${dim(`@@ line ${hunk.line}`)}`,
    ...hunk.rows.map(
      ({ sign, text: line }) => `    ${styled(signStyles[sign], `${sign} ${withoutControls(line)}`.trimEnd())}`,
    ),
  ])
  if (rows.length <= diffLines) return rows
  return [...rows.slice(0, diffLines), `    ${dim(`… ${rows.length - diffLines} more lines`)}`]
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text
}
