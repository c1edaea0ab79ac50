/** InitProducerId (API key 22): a producer gets the id and epoch that make its retries harmless. */

import { defineApi } from '../define-api.ts'
import { field } from '../layout.ts'
import { bigint64, int16, int32, nullableString } from '../wire-types.ts'

export const InitProducerId = defineApi({
  key: 22,
  name: 'InitProducerId',
  versions: '0-5',
  flexible: '2+',
  doc: 'A producer gets the id and epoch that make its retries harmless.',
  request: {
    transactionalId: field(nullableString, '0+', 'Transactional id of the producer; null outside a transaction.'),
    transactionTimeoutMs: field(int32, '0+', 'Milliseconds after which an open transaction is aborted.'),
    producerId: field(bigint64, '3+', 'Id of the producer; -1 for none.', { default: -1n }),
    producerEpoch: field(int16, '3+', 'Epoch of the producer; -1 for none.', { default: -1 }),
  },
  response: {
    throttleTimeMs: field(int32, '0+', 'Milliseconds the client should wait before its next request.'),
    errorCode: field(int16, '0+', '0, or why the request as a whole failed.'),
    producerId: field(bigint64, '0+', 'Id of the producer; -1 for none.', { default: -1n }),
    producerEpoch: field(int16, '0+', 'Epoch of the producer; -1 for none.'),
  },
})
