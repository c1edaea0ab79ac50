/** docs/rules.md: every rule of compatibility with a pair that breaks it, its verdicts and what mends it. */

import { type CompatibilityLevel, compatibilityLevels, type Explanation, explain } from '../../registry/index.ts'
import { loadFormat, type RuleText, type SchemaFormat, schemaFormats } from '../../schemas/index.ts'
import { markdownTable, printedNote } from './markdown.ts'

export async function rulesPage(): Promise<string> {
  const sections: string[] = []
  for (const type of schemaFormats.keys()) {
    const format = await loadFormat(type)
    const rules = (await format.explanations?.())?.rules ?? []
    if (rules.length === 0) continue
    sections.push(`## ${titles[format.type]}\n`)
    for (const rule of rules) sections.push(await ruleSection(format, rule))
  }
  return `# Rules of compatibility\n\n${printedNote}\n${introduction}\n${sections.join('\n')}`
}

const titles = { AVRO: 'Avro', JSON: 'JSON Schema', PROTOBUF: 'Protobuf' } as const

const introduction = `A *reader* is the schema that a program was built with, a *writer* the one that its data were written with. A level says
which of two versions must be able to read the other: under \`BACKWARD\` the new schema reads what older ones wrote (update
consumers first), under \`FORWARD\` the older ones read what the new one writes (update producers first), under \`FULL\` both.
With \`_TRANSITIVE\` that holds for all versions, without it for the latest.

The pairs below are checked, and their fixes tried, when this page is printed. Kinds are the names that the Confluent registry
uses. A *warning* is compatible, and programs will see it all the same.

## Every format

### SCHEMA_TYPE_CHANGED

The new schema is of another type (Avro, JSON Schema, Protobuf) than the old one. Data of one cannot be read with the other, and no
edit mends it: take a new subject, or set the level \`NONE\` for the change and know that old data stay behind.
`

/** A pair has one version, so levels differ only in their directions. */
const shownLevels = compatibilityLevels.filter((level) => level !== 'NONE' && !level.endsWith('_TRANSITIVE'))

async function ruleSection(format: SchemaFormat, rule: RuleText): Promise<string> {
  const { kind, nature, title, text, usualFix, example } = rule
  const explanations = new Map<CompatibilityLevel, Explanation>()
  for (const level of shownLevels) explanations.set(level, await explainExample(format, rule, level))
  const verdicts = [...explanations.values()].map(({ findings }) =>
    findings.length === 0 ? 'compatible' : '**breaks**',
  )
  const fix = explanations.get('BACKWARD')?.fix
  return [
    `### ${format.type} ${kind}\n`,
    `${title}. ${text}${nature === 'surprises' ? ' This is a warning.' : ''}\n`,
    `Usual fix: ${usualFix}\n`,
    'Before:\n',
    fenced(format, example.older),
    'After:\n',
    fenced(format, example.newer),
    `${markdownTable(shownLevels, [verdicts])}\n`,
    ...(fix ? [`What \`schemalog check\` offers: ${fix.title}\n`, fenced(format, fix.text)] : []),
  ].join('\n')
}

function explainExample(format: SchemaFormat, { example }: RuleText, level: CompatibilityLevel): Promise<Explanation> {
  const source = (text: string) => ({ type: format.type, text, references: [], strict: false })
  return explain(format, {
    level,
    policy: 'STRICT',
    candidate: source(example.newer),
    history: [{ source: source(example.older), version: 1 }],
  })
}

/** More would be a page of its own. */
const shownCharacters = 1000

function fenced(format: SchemaFormat, text: string): string {
  if (text.length > shownCharacters) return `(a schema of ${text.length} characters)\n`
  return `\`\`\`${format.type === 'PROTOBUF' ? 'proto' : 'json'}\n${text.trim()}\n\`\`\`\n`
}
