/** JUnit XML, which nearly every pipeline shows: each schema is a test case, and what breaks is its failure. */

import { inSentences, type Problem } from '../problem.ts'
import type { CheckReport } from '../report.ts'

export function junitReport({ against, schemas, problems }: CheckReport): string {
  const told = new Map<string, Problem[]>()
  for (const problem of problems) {
    const key = nameOf(problem)
    told.set(key, [...(told.get(key) ?? []), problem])
  }
  for (const schema of schemas) if (!told.has(nameOf(schema))) told.set(nameOf(schema), [])
  const cases = [...told]
  const failures = cases.filter(([, own]) => own.some(isError)).length
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escaped(`schemalog check against ${against}`)}" ${counts}>`,
    ...cases.map(([name, own]) => testCase(name, own)),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')
}

function nameOf({ subject, file }: { subject?: string | undefined; file: string }): string {
  return subject ?? file
}

function isError({ severity }: Problem): boolean {
  return severity === 'error'
}

function testCase(name: string, problems: readonly Problem[]): string {
  const head = `    <testcase classname="schemas" name="${inAttribute(name)}"`
  if (problems.length === 0) return `${head}/>`
  const failures = problems.filter(isError).map((problem) => {
    const text = `${placeOf(problem)}\n${inSentences(problem)}`
    return `      <failure type="${escaped(problem.kind)}" message="${inAttribute(problem.message)}">${escaped(text)}</failure>`
  })
  const warnings = problems.filter((problem) => !isError(problem))
  const output = warnings.map((problem) => escaped(`${placeOf(problem)} ${problem.kind}: ${inSentences(problem)}`))
  return [
    `${head}>`,
    ...failures,
    ...(output.length === 0 ? [] : [`      <system-out>${output.join('\n')}</system-out>`]),
    '    </testcase>',
  ].join('\n')
}

function placeOf({ file, place }: Problem): string {
  return place ? `${file}:${place.line}:${place.column}` : file
}

const entities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  '\n': '&#10;',
}

function escaped(text: string): string {
  // Most control characters cannot stand in XML at all, not even as entities.
  return text
    .replace(/[^\P{Cc}\n\t]|[\uFFFE\uFFFF]|\p{Cs}/gu, '\uFFFD')
    .replace(/[<>&"]/g, (char) => entities[char] ?? char)
}

/** A line end in an attribute would be read as a blank. */
function inAttribute(text: string): string {
  return escaped(text).replaceAll('\n', '&#10;')
}
