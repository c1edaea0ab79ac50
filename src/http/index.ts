/** The http room: the registry's REST API, health and metrics on Express. */

export { type AppOptions, createApp } from './app.ts'
export { httpErrors } from './errors.ts'
export { checkHealth } from './health.ts'
export { type HttpServer, type ListenOptions, startHttp } from './listener.ts'
