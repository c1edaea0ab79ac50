/** The http room: the registry's REST API, health and metrics on Express. */

export { type AppOptions, createApp, type HttpLimits } from './app.ts'
export { HttpError, httpErrors } from './errors.ts'
export { checkHealth, type HealthReport, type PartHealth } from './health.ts'
export type { About } from './routes/metadata.ts'
export { type HttpServer, type ListenOptions, startHttp } from './server.ts'
