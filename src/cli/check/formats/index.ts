/** The forms in which a check is told. */

import type { CheckReport } from '../report.ts'
import { githubReport } from './github.ts'
import { gitlabReport } from './gitlab.ts'
import { jsonReport } from './json.ts'
import { junitReport } from './junit.ts'
import { sarifReport } from './sarif.ts'
import { textReport } from './text.ts'

export const reportFormats = ['text', 'json', 'github', 'gitlab', 'sarif', 'junit'] as const
export type ReportFormat = (typeof reportFormats)[number]

const printers: Readonly<Record<ReportFormat, (report: CheckReport, isCompatible: boolean) => string>> = {
  text: textReport,
  json: jsonReport,
  github: githubReport,
  gitlab: gitlabReport,
  sarif: sarifReport,
  junit: junitReport,
}

/** Those that a service reads, which knows files by their path from the top of the repository. */
export const serviceFormats: ReadonlySet<ReportFormat> = new Set(['github', 'gitlab', 'sarif', 'junit'])

export function printed(format: ReportFormat, report: CheckReport, isCompatible: boolean): string {
  return printers[format](report, isCompatible)
}
