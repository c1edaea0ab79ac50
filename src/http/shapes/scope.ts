/** Scopes and contexts as our own lists show them. */

import { modes, type Registry } from '../../registry/index.ts'
import { choice, field, integer, object, requiredField, string, type ValueOf } from '../shape.ts'
import { Config, configView } from './config.ts'

export const Scope = object('Scope', {
  subject: requiredField(string, 'Name: a subject, `:.ctx:` for a context, empty for the whole registry.'),
  config: field(Config, 'What is set of the config, be it nothing in particular.'),
  mode: field(choice(...modes), 'The mode that is set.'),
})

export const ContextCounter = object('ContextCounter', {
  context: requiredField(string, 'Name of the context, as `.ctx`.'),
  nextSchemaId: requiredField(integer, 'The id that the next new schema gets.'),
})

export function scopeView({
  subject,
  config,
  mode,
}: Awaited<ReturnType<Registry['scopes']>>[number]): ValueOf<typeof Scope, undefined> {
  return { subject, ...(config && { config: configView(config) }), ...(mode && { mode }) }
}
