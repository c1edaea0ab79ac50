/** A path of Express as paths of OpenAPI: one with and one without the segment that may be missing. */

export interface PathVariant {
  /** As `/subjects/{subject}`. */
  readonly path: string
  /** Name of the segment that may be missing, where it is there. */
  readonly optional?: string
}

/** @param pattern - below `base`, as `/:subject/versions{/:version}`. */
export function pathVariants(base: string, pattern: string): PathVariant[] {
  const whole = `${base === '/' ? '' : base}${pattern}`
  const group = /\{([^{}]*)\}/.exec(whole)
  if (!group) return [{ path: toTemplate(whole) }]
  const [braces, inside = ''] = group
  const optional = /:(\w+)/.exec(inside)?.[1]
  return [
    { path: toTemplate(whole.replace(braces, '')) },
    { path: toTemplate(whole.replace(braces, inside)), ...(optional !== undefined && { optional }) },
  ]
}

/** A colon that is meant as one is escaped in Express. */
function toTemplate(path: string): string {
  const template = path.replaceAll(/(\\?):(\w+)/g, (_whole, escaped, name) => (escaped ? `:${name}` : `{${name}}`))
  return template.length > 1 ? template.replace(/\/$/, '') : template
}
