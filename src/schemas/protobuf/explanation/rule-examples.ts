/** Pairs of files that show a rule, as the tables of rules write them down. */
import type { RuleText } from '../../explanation/explanation.ts'

/** A pair of files in proto3. */
export function proto3(older: string, newer: string): RuleText['example'] {
  return { older: file('proto3', older), newer: file('proto3', newer) }
}

/** A pair of files in proto2. */
export function proto2(older: string, newer: string): RuleText['example'] {
  return { older: file('proto2', older), newer: file('proto2', newer) }
}

function file(syntax: string, body: string): string {
  return `syntax = "${syntax}";\n${body}\n`
}

/** A message of these statements, each on a line of its own. */
export function message(...statements: string[]): string {
  return block('message Order', statements)
}

/** An enum of these constants. */
export function enumeration(...constants: string[]): string {
  return block('enum Status', constants)
}

function block(head: string, statements: readonly string[]): string {
  const lines = statements.flatMap((statement) => statement.split('\n')).map((line) => `  ${line}`)
  return [`${head} {`, ...lines, '}'].join('\n')
}
