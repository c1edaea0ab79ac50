/** The documents about the API, made from the declarations of the routes. Loaded when somebody asks for one. */

export { openApiDocument } from './document.ts'
