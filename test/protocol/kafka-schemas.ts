interface KafkaSchema {
  key: number
  /** First version with compact lengths and tagged fields. */
  flexible: number
  request: string
  response: string
}

/**
 * The fields of Apache Kafka's own message schemas (clients/src/main/resources/common/message), in the order of the wire.
 * `name:type`, `[]` an array, `?` null allowed, `?4+` from version 4, `=x` default, `@4+` versions that have the field,
 * `‹tag0 4+›` a tagged field. Versions are told where they are not all of those around.
 */
export const kafkaSchemas: Readonly<Record<string, KafkaSchema>> = {
  Produce: {
    key: 0,
    flexible: 9,
    request:
      'transactionalId:str?, acks:i16, timeoutMs:i32, topicData[]{name:str@3-12, topicId:uuid@13+, partitionData[]{index:i32, records:records?}}',
    response:
      'responses[]{name:str@3-12, topicId:uuid@13+, partitionResponses[]{index:i32, errorCode:i16, baseOffset:i64, logAppendTimeMs:i64=-1, logStartOffset:i64=-1@5+, recordErrors[]{batchIndex:i32, batchIndexErrorMessage:str?}@8+, errorMessage:str?@8+, currentLeader{leaderId:i32=-1, leaderEpoch:i32=-1}‹tag0 10+›}}, throttleTimeMs:i32, nodeEndpoints[]{nodeId:i32, host:str, port:i32, rack:str?}‹tag0 10+›',
  },
  Fetch: {
    key: 1,
    flexible: 12,
    request:
      'clusterId:str?‹tag0 12+›, replicaId:i32=-1@4-14, replicaState{replicaId:i32=-1, replicaEpoch:i64=-1}‹tag1 15+›, maxWaitMs:i32, minBytes:i32, maxBytes:i32=2147483647, isolationLevel:i8, sessionId:i32@7+, sessionEpoch:i32=-1@7+, topics[]{topic:str@4-12, topicId:uuid@13+, partitions[]{partition:i32, currentLeaderEpoch:i32=-1@9+, fetchOffset:i64, lastFetchedEpoch:i32=-1@12+, logStartOffset:i64=-1@5+, partitionMaxBytes:i32, replicaDirectoryId:uuid‹tag0 17+›, highWatermark:i64=9223372036854775807‹tag1 18+›}}, forgottenTopicsData[]{topic:str@7-12, topicId:uuid@13+, partitions:[i32]}@7+, rackId:str@11+',
    response:
      'throttleTimeMs:i32, errorCode:i16@7+, sessionId:i32@7+, responses[]{topic:str@4-12, topicId:uuid@13+, partitions[]{partitionIndex:i32, errorCode:i16, highWatermark:i64, lastStableOffset:i64=-1, logStartOffset:i64=-1@5+, divergingEpoch{epoch:i32=-1, endOffset:i64=-1}‹tag0 12+›, currentLeader{leaderId:i32=-1, leaderEpoch:i32=-1}‹tag1 12+›, snapshotId{endOffset:i64=-1, epoch:i32=-1}‹tag2 12+›, abortedTransactions[]?{producerId:i64, firstOffset:i64}, preferredReadReplica:i32=-1@11+, records:records?}}, nodeEndpoints[]{nodeId:i32, host:str, port:i32, rack:str?}‹tag0 16+›',
  },
  ListOffsets: {
    key: 2,
    flexible: 6,
    request:
      'replicaId:i32, isolationLevel:i8@2+, topics[]{name:str, partitions[]{partitionIndex:i32, currentLeaderEpoch:i32=-1@4+, timestamp:i64}}, timeoutMs:i32@10+',
    response:
      'throttleTimeMs:i32@2+, topics[]{name:str, partitions[]{partitionIndex:i32, errorCode:i16, timestamp:i64=-1, offset:i64=-1, leaderEpoch:i32=-1@4+}}',
  },
  Metadata: {
    key: 3,
    flexible: 9,
    request:
      'topics[]?1+{topicId:uuid@10+, name:str?10+}, allowAutoTopicCreation:bool=true@4+, includeClusterAuthorizedOperations:bool@8-10, includeTopicAuthorizedOperations:bool@8+',
    response:
      'throttleTimeMs:i32@3+, brokers[]{nodeId:i32, host:str, port:i32, rack:str?@1+}, clusterId:str?@2+, controllerId:i32=-1@1+, topics[]{errorCode:i16, name:str?12+, topicId:uuid@10+, isInternal:bool@1+, partitions[]{errorCode:i16, partitionIndex:i32, leaderId:i32, leaderEpoch:i32=-1@7+, replicaNodes:[i32], isrNodes:[i32], offlineReplicas:[i32]@5+}, topicAuthorizedOperations:i32=-2147483648@8+}, clusterAuthorizedOperations:i32=-2147483648@8-10, errorCode:i16@13+',
  },
  FindCoordinator: {
    key: 10,
    flexible: 3,
    request: 'key:str@0-3, keyType:i8@1+, coordinatorKeys:[str]@4+',
    response:
      'throttleTimeMs:i32@1+, errorCode:i16@0-3, errorMessage:str?@1-3, nodeId:i32@0-3, host:str@0-3, port:i32@0-3, coordinators[]{key:str, nodeId:i32, host:str, port:i32, errorCode:i16, errorMessage:str?}@4+',
  },
  JoinGroup: {
    key: 11,
    flexible: 6,
    request:
      'groupId:str, sessionTimeoutMs:i32, rebalanceTimeoutMs:i32=-1@1+, memberId:str, groupInstanceId:str?@5+, protocolType:str, protocols[]{name:str, metadata:bytes}, reason:str?@8+',
    response:
      'throttleTimeMs:i32@2+, errorCode:i16, generationId:i32=-1, protocolType:str?@7+, protocolName:str?7+, leader:str, skipAssignment:bool@9+, memberId:str, members[]{memberId:str, groupInstanceId:str?@5+, metadata:bytes}',
  },
  SyncGroup: {
    key: 14,
    flexible: 4,
    request:
      'groupId:str, generationId:i32, memberId:str, groupInstanceId:str?@3+, protocolType:str?@5+, protocolName:str?@5+, assignments[]{memberId:str, assignment:bytes}',
    response: 'throttleTimeMs:i32@1+, errorCode:i16, protocolType:str?@5+, protocolName:str?@5+, assignment:bytes',
  },
  Heartbeat: {
    key: 12,
    flexible: 4,
    request: 'groupId:str, generationId:i32, memberId:str, groupInstanceId:str?@3+',
    response: 'throttleTimeMs:i32@1+, errorCode:i16',
  },
  LeaveGroup: {
    key: 13,
    flexible: 4,
    request: 'groupId:str, memberId:str@0-2, members[]{memberId:str, groupInstanceId:str?, reason:str?@5+}@3+',
    response: 'throttleTimeMs:i32@1+, errorCode:i16, members[]{memberId:str, groupInstanceId:str?, errorCode:i16}@3+',
  },
  OffsetCommit: {
    key: 8,
    flexible: 8,
    request:
      'groupId:str, generationIdOrMemberEpoch:i32=-1, memberId:str, groupInstanceId:str?@7+, retentionTimeMs:i64=-1@2-4, topics[]{name:str@2-9, topicId:uuid@10+, partitions[]{partitionIndex:i32, committedOffset:i64, committedLeaderEpoch:i32=-1@6+, committedMetadata:str?}}',
    response:
      'throttleTimeMs:i32@3+, topics[]{name:str@2-9, topicId:uuid@10+, partitions[]{partitionIndex:i32, errorCode:i16}}',
  },
  OffsetFetch: {
    key: 9,
    flexible: 6,
    request:
      'groupId:str@1-7, topics[]?2+{name:str, partitionIndexes:[i32]}@1-7, groups[]{groupId:str, memberId:str?@9+, memberEpoch:i32=-1@9+, topics[]?{name:str@8-9, topicId:uuid@10+, partitionIndexes:[i32]}}@8+, requireStable:bool@7+',
    response:
      'throttleTimeMs:i32@3+, topics[]{name:str, partitions[]{partitionIndex:i32, committedOffset:i64, committedLeaderEpoch:i32=-1@5+, metadata:str?, errorCode:i16}}@1-7, errorCode:i16@2-7, groups[]{groupId:str, topics[]{name:str@8-9, topicId:uuid@10+, partitions[]{partitionIndex:i32, committedOffset:i64, committedLeaderEpoch:i32=-1, metadata:str?, errorCode:i16}}, errorCode:i16}@8+',
  },
  DescribeGroups: {
    key: 15,
    flexible: 5,
    request: 'groups:[str], includeAuthorizedOperations:bool@3+',
    response:
      'throttleTimeMs:i32@1+, groups[]{errorCode:i16, errorMessage:str?@6+, groupId:str, groupState:str, protocolType:str, protocolData:str, members[]{memberId:str, groupInstanceId:str?@4+, clientId:str, clientHost:str, memberMetadata:bytes, memberAssignment:bytes}, authorizedOperations:i32=-2147483648@3+}',
  },
  ListGroups: {
    key: 16,
    flexible: 3,
    request: 'statesFilter:[str]@4+, typesFilter:[str]@5+',
    response:
      'throttleTimeMs:i32@1+, errorCode:i16, groups[]{groupId:str, protocolType:str, groupState:str@4+, groupType:str@5+}',
  },
  InitProducerId: {
    key: 22,
    flexible: 2,
    request: 'transactionalId:str?, transactionTimeoutMs:i32, producerId:i64=-1@3+, producerEpoch:i16=-1@3+',
    response: 'throttleTimeMs:i32, errorCode:i16, producerId:i64=-1, producerEpoch:i16',
  },
  ApiVersions: {
    key: 18,
    flexible: 3,
    request: 'clientSoftwareName:str@3+, clientSoftwareVersion:str@3+',
    response:
      'errorCode:i16, apiKeys[]{apiKey:i16, minVersion:i16, maxVersion:i16}, throttleTimeMs:i32@1+, supportedFeatures[]{name:str, minVersion:i16, maxVersion:i16}‹tag0 3+›, finalizedFeaturesEpoch:i64=-1‹tag1 3+›, finalizedFeatures[]{name:str, maxVersionLevel:i16, minVersionLevel:i16}‹tag2 3+›, zkMigrationReady:bool‹tag3 3+›',
  },
  CreateTopics: {
    key: 19,
    flexible: 5,
    request:
      'topics[]{name:str, numPartitions:i32, replicationFactor:i16, assignments[]{partitionIndex:i32, brokerIds:[i32]}, configs[]{name:str, value:str?}}, timeoutMs:i32=60000, validateOnly:bool',
    response:
      'throttleTimeMs:i32, topics[]{name:str, topicId:uuid@7+, errorCode:i16, errorMessage:str?, topicConfigErrorCode:i16‹tag0 5+›, numPartitions:i32=-1@5+, replicationFactor:i16=-1@5+, configs[]?{name:str, value:str?, readOnly:bool, configSource:i8=-1, isSensitive:bool}@5+}',
  },
  DeleteTopics: {
    key: 20,
    flexible: 4,
    request: 'topics[]{name:str?, topicId:uuid}@6+, topicNames:[str]@1-5, timeoutMs:i32',
    response: 'throttleTimeMs:i32, responses[]{name:str?6+, topicId:uuid@6+, errorCode:i16, errorMessage:str?@5+}',
  },
  DeleteRecords: {
    key: 21,
    flexible: 2,
    request: 'topics[]{name:str, partitions[]{partitionIndex:i32, offset:i64}}, timeoutMs:i32',
    response:
      'throttleTimeMs:i32, topics[]{name:str, partitions[]{partitionIndex:i32, lowWatermark:i64, errorCode:i16}}',
  },
  DescribeConfigs: {
    key: 32,
    flexible: 4,
    request:
      'resources[]{resourceType:i8, resourceName:str, configurationKeys:[str]?}, includeSynonyms:bool, includeDocumentation:bool@3+',
    response:
      'throttleTimeMs:i32, results[]{errorCode:i16, errorMessage:str?, resourceType:i8, resourceName:str, configs[]{name:str, value:str?, readOnly:bool, configSource:i8=-1, isSensitive:bool, synonyms[]{name:str, value:str?, source:i8}, configType:i8@3+, documentation:str?@3+}}',
  },
  AlterConfigs: {
    key: 33,
    flexible: 2,
    request: 'resources[]{resourceType:i8, resourceName:str, configs[]{name:str, value:str?}}, validateOnly:bool',
    response: 'throttleTimeMs:i32, responses[]{errorCode:i16, errorMessage:str?, resourceType:i8, resourceName:str}',
  },
  IncrementalAlterConfigs: {
    key: 44,
    flexible: 1,
    request:
      'resources[]{resourceType:i8, resourceName:str, configs[]{name:str, configOperation:i8, value:str?}}, validateOnly:bool',
    response: 'throttleTimeMs:i32, responses[]{errorCode:i16, errorMessage:str?, resourceType:i8, resourceName:str}',
  },
  DescribeCluster: {
    key: 60,
    flexible: 0,
    request: 'includeClusterAuthorizedOperations:bool, endpointType:i8=1@1+, includeFencedBrokers:bool@2+',
    response:
      'throttleTimeMs:i32, errorCode:i16, errorMessage:str?, endpointType:i8=1@1+, clusterId:str, controllerId:i32=-1, brokers[]{brokerId:i32, host:str, port:i32, rack:str?, isFenced:bool@2+}, clusterAuthorizedOperations:i32=-2147483648',
  },
}
