/** The documents about the API, made from the declarations of the routes. Loaded when somebody asks for one. */

export { docsPage } from './docs-page.ts'
export { openApiDocument } from './document.ts'
