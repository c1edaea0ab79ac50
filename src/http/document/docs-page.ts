/** The page for people: the whole OpenAPI document on one page that loads nothing. */

import { hash } from 'node:crypto'
import { docsScript } from './docs-script.ts'
import { docsStyle } from './docs-style.ts'
import { Html, html } from './html.ts'
import { paragraphs } from './markdown.ts'
import type { Method, OpenApiDocument } from './open-api.ts'
import {
  methodBadge,
  operationView,
  refusalKeys,
  refusalTable,
  type ShownOperation,
  shapeView,
} from './operation-view.ts'

export interface Page {
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** A refusal that so many of all operations have is told once. */
const commonShare = 0.4

export function docsPage(document: OpenApiDocument): Page {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    // The methods of a path are what our own document puts there.
    Object.entries(item).map(([method, operation]) => ({ method: method as Method, path, operation })),
  )
  const groups = document.tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags.includes(tag.name)),
  }))
  const common = commonRefusals(operations, document)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title} API</title>
<link rel="icon" href="data:,">
<style>${new Html(docsStyle)}</style>
</head>
<body>
${index(groups, document)}
<main>
  <header class="intro">
    <h1>${document.info.title} API</h1>
    <p class="lead">${document.info.summary} Version ${document.info.version}.</p>
    ${paragraphs(document.info.description)}
    <details><summary>${common.size} errors that nearly every request may meet, or every one with a body</summary>
      ${refusalTable([...common].flatMap((key) => document.components.examples[key] ?? []))}</details>
  </header>
  ${groups.map(
    ({
      name,
      description,
      operations,
    }) => html`<section><h2 id="${anchorOf(name)}">${name}</h2>${paragraphs(description)}
      ${operations.map((shown) => operationView(shown, document, common))}</section>`,
  )}
  <section><h2 id="shapes">Shapes</h2><p>What bodies and answers are made of.</p>
    ${Object.entries(document.components.schemas).map(([name, schema]) => shapeView(name, schema))}</section>
</main>
<script>${new Html(docsScript)}</script>
</body>
</html>`
  return { text: page.text, headers }
}

/** Nothing may be loaded from anywhere, and nothing runs or is styled but what is in the page itself. */
const headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src '${hashSource(docsStyle)}'`,
    `script-src '${hashSource(docsScript)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
}

function hashSource(text: string): string {
  return `sha256-${hash('sha256', text, 'base64')}`
}

interface Group {
  readonly name: string
  readonly operations: readonly ShownOperation[]
}

function index(groups: readonly Group[], { info }: OpenApiDocument): Html {
  return html`<nav aria-label="Operations">
  <a class="name" href="#">${info.title}</a>
  <input type="search" placeholder="Search  /" aria-label="Search operations and shapes" hidden>
  ${groups.map(
    ({ name, operations }) =>
      html`<div><h2><a href="#${anchorOf(name)}">${name}</a></h2><ul>${operations.map(
        ({ method, path, operation }) =>
          html`<li><a href="#${operation.operationId}" title="${operation.summary}">${methodBadge(method)}<span>${breakable(path)}</span></a></li>`,
      )}</ul></div>`,
  )}
  <h2><a href="#shapes">Shapes</a></h2>
  <h2><a href="openapi.json">openapi.json</a></h2>
</nav>`
}

/** Lines may end behind a slash, rather than within a word. */
function breakable(path: string): Html[] {
  return path.split(/(?<=\/)/).map((part, index) => html`${index > 1 && new Html('<wbr>')}${part}`)
}

function anchorOf(name: string): string {
  return `about-${name.toLowerCase().replaceAll(' ', '-')}`
}

/** What many operations may refuse, and what every operation with a body may. */
function commonRefusals(operations: readonly ShownOperation[], document: OpenApiDocument): Set<string> {
  const keys = operations.map(({ operation }) => ({
    hasBody: operation.requestBody !== undefined,
    keys: refusalKeys(operation, document),
  }))
  const withBody = keys.filter(({ hasBody }) => hasBody)
  const all = new Set(keys.flatMap((one) => [...one.keys]))
  const count = (among: typeof keys, key: string) => among.filter((one) => one.keys.has(key)).length
  return new Set(
    [...all].filter((key) => count(keys, key) >= keys.length * commonShare || count(withBody, key) === withBody.length),
  )
}
