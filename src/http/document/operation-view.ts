/** One operation on the page for people: what goes in, what comes out, what may be refused, and how to try it. */

import { curlOf } from './curl.ts'
import { type Html, html } from './html.ts'
import { inline } from './markdown.ts'
import type {
  Example,
  Method,
  OpenApiDocument,
  Operation,
  ParameterObject,
  Reference,
  ResponseObject,
} from './open-api.ts'
import { defaultOf, fieldTable, typeName } from './schema-view.ts'

export interface ShownOperation {
  readonly method: Method
  readonly path: string
  readonly operation: Operation
}

/** @param common - keys of the refusals that nearly every operation has; they are told once for all. */
export function operationView(shown: ShownOperation, document: OpenApiDocument, common: ReadonlySet<string>): Html {
  const { method, path, operation } = shown
  const answers = Object.entries(operation.responses).map(([status, response]) => ({
    status,
    answer: resolve(response, document.components.responses),
    refused: '$ref' in response,
  }))
  return html`<article id="${operation.operationId}" data-words="${`${method} ${path} ${operation.operationId} ${operation.summary}`.toLowerCase()}">
    <h3>${methodBadge(method)} <code class="path">${pathParts(path)}</code>
      <a class="anchor" href="#${operation.operationId}" aria-label="Link to ${operation.operationId}">#</a></h3>
    <p class="summary">${inline(operation.summary)} <code class="id">${operation.operationId}</code></p>
    <div class="columns">
      <div>
        ${parametersView(operation, document)}
        ${bodyView(operation)}
        <h4>Answers</h4>
        <dl>${answers.filter(({ refused }) => !refused).map(({ status, answer }) => answerView(status, answer))}</dl>
        ${refusalsView(refusalsOf(operation, document, common))}
      </div>
      <div class="try">
        ${codeBlock('Request', curlOf(method, path, operation))}
        ${exampleView(answers.map(({ answer }) => answer))}
      </div>
    </div>
  </article>`
}

export function methodBadge(method: Method): Html {
  return html`<span class="method ${method}">${method.toUpperCase()}</span>`
}

function pathParts(path: string): Html[] {
  return path.split(/(\{\w+\})/).map((part) => (part.startsWith('{') ? html`<var>${part}</var>` : html`${part}`))
}

function parametersView({ parameters }: Operation, { components }: OpenApiDocument): Html | undefined {
  if (parameters.length === 0) return undefined
  const all = parameters.map((parameter) => resolve(parameter, components.parameters))
  const rows = (among: readonly ParameterObject[]) =>
    among.map(
      (parameter) => html`<tr>
        <th scope="row"><code>${parameter.name}</code> <span class="quiet">${parameter.in}</span></th>
        <td class="type">${typeName(parameter.schema)}${defaultOf(parameter.schema)}</td>
        <td>${inline(parameter.description)}</td>
      </tr>`,
    )
  const headers = all.filter((parameter) => parameter.in === 'header')
  const others = all.filter((parameter) => parameter.in !== 'header')
  return html`<h4>Parameters</h4>
    ${others.length > 0 && table(rows(others))}
    ${headers.length > 0 && html`<details><summary>${headers.length} headers</summary>${table(rows(headers))}</details>`}`
}

function table(rows: Html[]): Html {
  return html`<div class="wide"><table><tbody>${rows}</tbody></table></div>`
}

function bodyView({ requestBody }: Operation): Html | undefined {
  const media = Object.values(requestBody?.content ?? {})[0]
  return media && html`<h4>Body</h4><p>${typeName(media.schema)}</p>`
}

function answerView(status: string, { description, content }: ResponseObject): Html {
  const types = Object.entries(content ?? {})
  const schema = types[0]?.[1].schema
  const stream = types.some(([type]) => type === 'text/event-stream')
  const [told = ''] = description.split('\n\n')
  return html`<dt><span class="status s${status.charAt(0)}">${status}</span> ${schema && typeName(schema)}${stream && ' or a stream of events'}</dt>
    <dd>${inline(told)}</dd>`
}

function exampleView(answers: readonly ResponseObject[]): Html | undefined {
  const media = answers.map(({ content }) => Object.values(content ?? {})[0]).find((one) => one?.example !== undefined)
  return media && codeBlock('Answer', JSON.stringify(media.example, undefined, 2))
}

function codeBlock(title: string, text: string): Html {
  return html`<figure><figcaption>${title}</figcaption><pre tabindex="0"><code>${text}</code></pre></figure>`
}

/** Keys of all refusals of an operation. */
export function refusalKeys({ responses }: Operation, { components }: OpenApiDocument): Set<string> {
  const contents = Object.values(responses).map((response) => resolve(response, components.responses).content ?? {})
  const media = contents.flatMap((content) => Object.values(content))
  return new Set(media.flatMap(({ examples }) => Object.keys(examples ?? {})))
}

function refusalsOf(operation: Operation, document: OpenApiDocument, common: ReadonlySet<string>): Example[] {
  const own = [...refusalKeys(operation, document)].filter((key) => !common.has(key))
  return own.map((key) => document.components.examples[key]).filter((example) => example !== undefined)
}

function refusalsView(refusals: readonly Example[]): Html | undefined {
  if (refusals.length === 0) return undefined
  return html`<details><summary>${refusals.length} ${refusals.length === 1 ? 'error' : 'errors'} of its own</summary>${refusalTable(refusals)}</details>`
}

export function refusalTable(refusals: readonly Example[]): Html {
  const rows = refusals.map(({ summary, value }) => {
    const { error_code, message } = value as { error_code: number; message: string }
    return html`<tr><th scope="row"><span class="status s${String(error_code).charAt(0)}">${error_code}</span></th>
      <td>${inline(summary)}<br><span class="quiet">${message}</span></td></tr>`
  })
  return html`<div class="wide"><table class="refusals"><tbody>${rows}</tbody></table></div>`
}

export function shapeView(name: string, schema: Parameters<typeof fieldTable>[0]): Html {
  return html`<article class="shape" id="shape-${name}" data-words="${name.toLowerCase()}">
    <h3><code>${name}</code> <a class="anchor" href="#shape-${name}" aria-label="Link to ${name}">#</a></h3>
    ${fieldTable(schema)}
  </article>`
}

/** What a reference leads to, or the thing itself. */
function resolve<Value extends object>(value: Value | Reference, components: Readonly<Record<string, Value>>): Value {
  if (!('$ref' in value)) return value
  const { $ref } = value as Reference
  const found = components[$ref.slice($ref.lastIndexOf('/') + 1)]
  if (!found) throw new Error(`the document has no ${$ref}`)
  return found
}
