/** Every knob of the process: declared once in table.ts, read and checked once at the start. */

export { describeSettings, readSettings, settingErrors } from './define-settings.ts'
export { defaultSettings, type Settings, settings } from './table.ts'
