/** `--subject` and `--context`: whose config or mode is meant. */

import type { Command } from 'commander'
import type { RegistryOptions } from './registry.ts'

export interface ScopeOptions extends RegistryOptions {
  subject?: string
  context?: string
}

export function withScope(command: Command): Command {
  return command
    .option('--subject <name>', 'of this subject; of the whole registry where neither is given')
    .option('--context <name>', 'of this context, or of the subject in it')
}

/** The scope in a sentence. */
export function scopeText({ subject, context }: ScopeOptions): string {
  const inContext = context === undefined ? '' : `context '${context}'`
  if (subject === undefined) return inContext || 'the whole registry'
  return `subject '${subject}'${inContext && ` in ${inContext}`}`
}
