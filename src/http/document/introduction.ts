/** What there is to say about the API as a whole. Paragraphs in the Markdown that both OpenAPI and our own page know. */

export const introduction = {
  title: 'Schemalog',
  summary: 'A schema registry that speaks the REST API of the Confluent Schema Registry.',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  description: `Clients of the Confluent Schema Registry work unmodified. What is ours alone lies below \`/schemalog/v1\`.

**Subjects** are names; in a path they are percent-encoded once, so that \`a/b\` is \`a%2Fb\`. A subject in another context than the default one is written \`:.ctx:name\`.

**Contexts** are name spaces of subjects and ids. Every request may be prefixed with \`/contexts/{context}\`: the context is then put in front of the subject, of the prefix, or of the config and mode in the rest of the request. \`/contexts/.staging/subjects/orders-value/versions\` is \`/subjects/:.staging:orders-value/versions\`.

**Bodies** are JSON in UTF-8. Unknown fields are ignored, so that newer clients work; \`null\` is the same as a field left out, except where it is said to clear something. Integers have 32 bits.

**Answers** come in the media type that the header \`Accept\` values most. Fields that are null, empty text, or an empty list or map are left out; \`false\` and \`0\` stay. Answers may have more fields tomorrow. Every path that answers \`GET\` answers \`HEAD\` too, and \`OPTIONS\` with the methods it has.

**Errors** are \`{"error_code": 40401, "message": "…"}\`; the first three digits of the code are the status. 408, 429, 500, 502, 503 and 504 may be tried again. A path that does not exist is 404 with the code 404, a method that it does not have is 405.`,
}
