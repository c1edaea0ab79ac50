/** Whether clients may register schemas on their own, as producers do at their first record, or only people on purpose. */

import { registryErrors } from '../errors.ts'
import type { Config } from '../scopes/config.ts'
import type { SubjectState } from '../scopes/subject-state.ts'
import { formatSubject } from '../subjects/subject-name.ts'

/**
 * Asks the subject's own config, that of its context and the last resort, in this order. In each, the longest prefix that
 * fits the subject's name comes before what holds for all.
 *
 * @param byDefault - what holds where none of them says anything.
 * @throws {RegistryError} `autoRegisterOff`.
 */
export function refuseWithoutAutoRegister({ key, settings }: SubjectState, byDefault: boolean): void {
  const said = settings.map(({ config }) => config && saidIn(config, key.subject)).find((said) => said !== undefined)
  if (!(said ?? byDefault)) throw registryErrors.autoRegisterOff(formatSubject(key))
}

function saidIn({ autoRegister, autoRegisterByPrefix = {} }: Config, subject: string): boolean | undefined {
  const fitting = Object.entries(autoRegisterByPrefix).filter(([prefix]) => subject.startsWith(prefix))
  const [longest] = fitting.sort(([a], [b]) => b.length - a.length)
  return longest ? longest[1] : autoRegister
}
