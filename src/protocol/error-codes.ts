/** Kafka's error codes: what they are called, whether clients try again, and when this broker sends them. */

interface ErrorCodeRow {
  readonly code: number
  /** Whether clients repeat the request by themselves (Java's RetriableException). */
  readonly retriable: boolean
  /** When it is sent; empty for codes that this broker does not send. */
  readonly when: string
}

/**
 * Codes of Apache Kafka 4 that a single node sends or that a client may meet elsewhere.
 *
 * @see https://kafka.apache.org/protocol#protocol_error_codes
 */
export const errorCodeTable = {
  UNKNOWN_SERVER_ERROR: row(-1, false, 'a fault of this broker; it is in its log'),
  NONE: row(0, false, 'all is well'),
  OFFSET_OUT_OF_RANGE: row(
    1,
    false,
    'an offset below the log start or beyond the log end; a committed offset of 2^53 or more',
  ),
  CORRUPT_MESSAGE: row(2, true, 'the checksum or the frame of a produced batch is wrong'),
  UNKNOWN_TOPIC_OR_PARTITION: row(3, true, 'no topic or partition of that name'),
  INVALID_FETCH_SIZE: row(4, false, ''),
  LEADER_NOT_AVAILABLE: row(5, true, ''),
  NOT_LEADER_OR_FOLLOWER: row(6, true, 'a partition that is closing'),
  REQUEST_TIMED_OUT: row(7, true, ''),
  MESSAGE_TOO_LARGE: row(10, false, 'a batch larger than max.message.bytes'),
  OFFSET_METADATA_TOO_LARGE: row(12, false, 'metadata of a committed offset longer than 4096 bytes'),
  COORDINATOR_LOAD_IN_PROGRESS: row(14, true, ''),
  COORDINATOR_NOT_AVAILABLE: row(15, true, 'the broker is shutting down, or a change of the group could not be stored'),
  NOT_COORDINATOR: row(16, true, ''),
  INVALID_TOPIC_EXCEPTION: row(17, false, 'a bad topic name, or an internal topic'),
  RECORD_LIST_TOO_LARGE: row(18, false, 'a batch larger than a segment'),
  NOT_ENOUGH_REPLICAS: row(19, true, ''),
  INVALID_REQUIRED_ACKS: row(21, false, 'acks that are not -1, 0 or 1'),
  ILLEGAL_GENERATION: row(22, false, 'a group request with another generation'),
  INCONSISTENT_GROUP_PROTOCOL: row(23, false, 'a member whose protocols do not fit the group'),
  INVALID_GROUP_ID: row(24, false, 'an empty group id'),
  UNKNOWN_MEMBER_ID: row(25, false, 'a member that is not in the group'),
  INVALID_SESSION_TIMEOUT: row(26, false, 'a session timeout out of bounds'),
  REBALANCE_IN_PROGRESS: row(27, false, 'the group is rebalancing; the member should join again'),
  TOPIC_AUTHORIZATION_FAILED: row(29, false, 'the principal may not do that to the topic'),
  GROUP_AUTHORIZATION_FAILED: row(30, false, 'the principal may not do that to the group'),
  CLUSTER_AUTHORIZATION_FAILED: row(31, false, 'the principal may not do that to the cluster'),
  INVALID_TIMESTAMP: row(32, false, 'a record time out of bounds, or log append time set by a producer'),
  UNSUPPORTED_SASL_MECHANISM: row(33, false, ''),
  ILLEGAL_SASL_STATE: row(34, false, ''),
  UNSUPPORTED_VERSION: row(35, false, 'a version of ApiVersions, or of a part, that is not served'),
  TOPIC_ALREADY_EXISTS: row(36, false, 'a topic of that name exists'),
  INVALID_PARTITIONS: row(37, false, 'a number of partitions below 1 or above the limit'),
  INVALID_REPLICATION_FACTOR: row(38, false, 'a replication factor above the number of brokers'),
  INVALID_REPLICA_ASSIGNMENT: row(39, false, 'replicas on brokers that do not exist'),
  INVALID_CONFIG: row(40, false, 'an unknown config or a bad value'),
  NOT_CONTROLLER: row(41, true, ''),
  INVALID_REQUEST: row(42, false, 'a request that contradicts itself'),
  UNSUPPORTED_FOR_MESSAGE_FORMAT: row(43, false, ''),
  POLICY_VIOLATION: row(44, false, 'records of a topic that is only compacted are deleted by offset'),
  OUT_OF_ORDER_SEQUENCE_NUMBER: row(45, false, 'a gap in the sequence of an idempotent producer'),
  DUPLICATE_SEQUENCE_NUMBER: row(46, false, ''),
  INVALID_PRODUCER_EPOCH: row(47, false, 'a producer epoch below the one known'),
  INVALID_TXN_STATE: row(48, false, ''),
  INVALID_PRODUCER_ID_MAPPING: row(49, false, ''),
  INVALID_TRANSACTION_TIMEOUT: row(50, false, ''),
  CONCURRENT_TRANSACTIONS: row(51, true, ''),
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: row(53, false, ''),
  SECURITY_DISABLED: row(54, false, ''),
  OPERATION_NOT_ATTEMPTED: row(55, false, ''),
  KAFKA_STORAGE_ERROR: row(56, true, 'the disk refused, or the log is damaged'),
  SASL_AUTHENTICATION_FAILED: row(58, false, ''),
  UNKNOWN_PRODUCER_ID: row(59, false, ''),
  NON_EMPTY_GROUP: row(68, false, ''),
  GROUP_ID_NOT_FOUND: row(69, false, 'no group of that name'),
  FETCH_SESSION_ID_NOT_FOUND: row(70, true, 'a fetch session that does not exist'),
  INVALID_FETCH_SESSION_EPOCH: row(71, true, ''),
  LISTENER_NOT_FOUND: row(72, true, ''),
  TOPIC_DELETION_DISABLED: row(73, false, ''),
  FENCED_LEADER_EPOCH: row(74, true, 'a leader epoch older than ours'),
  UNKNOWN_LEADER_EPOCH: row(75, true, 'a leader epoch newer than ours'),
  UNSUPPORTED_COMPRESSION_TYPE: row(76, false, 'zstd in a Produce request below version 7'),
  OFFSET_NOT_AVAILABLE: row(78, true, ''),
  MEMBER_ID_REQUIRED: row(79, false, 'the first step of joining a group: the member gets its id'),
  GROUP_MAX_SIZE_REACHED: row(81, false, 'a group, or the table of committed offsets, that is full'),
  FENCED_INSTANCE_ID: row(82, false, 'another member has taken the static id'),
  ELECTION_NOT_NEEDED: row(84, true, ''),
  NO_REASSIGNMENT_IN_PROGRESS: row(85, false, ''),
  GROUP_SUBSCRIBED_TO_TOPIC: row(86, false, ''),
  INVALID_RECORD: row(87, false, 'a batch or record that breaks the format or a rule of the topic'),
  UNSTABLE_OFFSET_COMMIT: row(88, true, ''),
  THROTTLING_QUOTA_EXCEEDED: row(89, true, ''),
  PRODUCER_FENCED: row(90, false, ''),
  RESOURCE_NOT_FOUND: row(91, false, ''),
  DUPLICATE_RESOURCE: row(92, false, ''),
  UNKNOWN_TOPIC_ID: row(100, true, 'no topic of that id'),
  INCONSISTENT_TOPIC_ID: row(103, true, ''),
  INCONSISTENT_CLUSTER_ID: row(104, false, 'a fetch that names another cluster'),
  TRANSACTIONAL_ID_NOT_FOUND: row(105, false, ''),
  FETCH_SESSION_TOPIC_ID_ERROR: row(106, true, ''),
  FENCED_MEMBER_EPOCH: row(110, false, ''),
  UNRELEASED_INSTANCE_ID: row(111, false, ''),
  UNSUPPORTED_ASSIGNOR: row(112, false, ''),
  STALE_MEMBER_EPOCH: row(113, false, ''),
  MISMATCHED_ENDPOINT_TYPE: row(114, false, 'DescribeCluster for a controller endpoint'),
  UNSUPPORTED_ENDPOINT_TYPE: row(115, false, 'DescribeCluster for an unknown kind of endpoint'),
  TRANSACTION_ABORTABLE: row(120, false, ''),
  INVALID_REGULAR_EXPRESSION: row(128, false, ''),
  REBOOTSTRAP_REQUIRED: row(129, false, ''),
} as const satisfies Record<string, ErrorCodeRow>

type ErrorCodeName = keyof typeof errorCodeTable

/** The codes by name: `errorCodes.UNKNOWN_TOPIC_OR_PARTITION` is 3. */
export const errorCodes = Object.fromEntries(
  Object.entries(errorCodeTable).map(([name, { code }]) => [name, code]),
  // The keys are those of the table, which Object.fromEntries cannot express.
) as { readonly [Name in ErrorCodeName]: number }

const names = new Map(Object.entries(errorCodes).map(([name, code]) => [code, name]))

/** Name of a code, for logs and metrics; the number itself where it is not in the table. */
export function errorName(code: number): string {
  return names.get(code) ?? String(code)
}

function row(code: number, retriable: boolean, when: string): ErrorCodeRow {
  return { code, retriable, when }
}
