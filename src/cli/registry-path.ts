/** Paths of the registry's REST API, escaped. */

/** `/subjects/<subject>` and what follows; each part is escaped. */
export function subjectPath(subject: string, ...parts: readonly (string | number)[]): string {
  return ['/subjects', subject, ...parts].map((part, at) => (at === 0 ? part : encodeURIComponent(part))).join('/')
}

/** Query parameters that are set: `true` is written, `false`, empty and absent ones are left out. */
export function query(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== false && value !== '')
  const texts = set.map(([name, value]): [string, string] => [name, String(value)])
  return texts.length === 0 ? '' : `?${new URLSearchParams(texts)}`
}

/** What a config or a mode belongs to: a subject, a context, or neither, which is the whole registry. */
export interface Scope {
  subject?: string
  context?: string
}

/** `/config/<scope>` or `/mode/<scope>`. */
export function scopePath(resource: 'config' | 'mode', { subject, context }: Scope): string {
  const name = scopeName({ ...(subject !== undefined && { subject }), ...(context !== undefined && { context }) })
  return name === undefined ? `/${resource}` : `/${resource}/${encodeURIComponent(name)}`
}

/** The subject that stands for a scope in paths: `:.ctx:` for a context, `undefined` for the whole registry. */
function scopeName({ subject, context }: Scope): string | undefined {
  if (context === undefined) return subject
  const name = context.startsWith('.') ? context : `.${context}`
  return `:${name}:${subject ?? ''}`
}
