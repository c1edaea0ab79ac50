"""confluent-kafka's registry client and serializers against the registry whose URL is the first argument.

Prints the name of each part that went well; an exception ends the program.
"""

import json
import sys

from confluent_kafka.schema_registry import (
    ConfigCompatibilityLevel,
    Metadata,
    MetadataProperties,
    MetadataTags,
    Schema,
    SchemaReference,
    SchemaRegistryClient,
    ServerConfig,
)
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

url = sys.argv[1]
client = SchemaRegistryClient({"url": url})

ORDER = json.dumps(
    {"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "id", "type": "string"}]}
)
ORDER_WITH_NOTE = json.dumps(
    {
        "type": "record",
        "name": "Order",
        "namespace": "shop",
        "fields": [
            {"name": "id", "type": "string"},
            {"name": "note", "type": ["null", "string"], "default": None},
        ],
    }
)
ORDER_WITH_CENTS = ORDER.replace('"string"}]', '"string"}, {"name": "cents", "type": "long"}]')
ORDER_JSON = json.dumps(
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Order",
        "type": "object",
        "properties": {"id": {"type": "string"}, "cents": {"type": "integer"}},
        "required": ["id"],
    }
)


def went_well(part):
    print(part, flush=True)


def refused(action):
    try:
        action()
    except SchemaRegistryError as error:
        return error.http_status_code, error.error_code
    raise AssertionError("it was not refused")


def value_context(topic):
    return SerializationContext(topic, MessageField.VALUE)


def registers_and_looks_up():
    schema = Schema(ORDER, "AVRO")
    schema_id = client.register_schema("python-value", schema)
    assert client.register_schema("python-value", schema) == schema_id
    assert client.get_schema(schema_id).schema_type == "AVRO"
    registered = client.lookup_schema("python-value", schema)
    assert (registered.schema_id, registered.version, registered.subject) == (schema_id, 1, "python-value")
    assert client.get_latest_version("python-value").version == 1
    assert json.loads(client.get_version("python-value", 1).schema.schema_str) == json.loads(ORDER)
    assert "python-value" in client.get_subjects()
    assert client.get_versions("python-value") == [1]


def checks_compatibility():
    assert client.test_compatibility("python-value", Schema(ORDER_WITH_NOTE, "AVRO"))
    assert not client.test_compatibility("python-value", Schema(ORDER_WITH_CENTS, "AVRO"))
    assert refused(lambda: client.register_schema("python-value", Schema(ORDER_WITH_CENTS, "AVRO"))) == (409, 40901)


def sets_config_and_mode():
    client.set_config("python-value", ServerConfig(compatibility=ConfigCompatibilityLevel.FULL))
    assert client.get_config("python-value").compatibility_level == ConfigCompatibilityLevel.FULL
    client.delete_config("python-value")
    assert client.get_config().compatibility_level == ConfigCompatibilityLevel.BACKWARD
    client.set_compatibility("python-value", "NONE")
    assert client.get_compatibility("python-value") == "NONE"
    assert client.get_global_mode() == "READWRITE"
    client.update_mode("python-mode", "READONLY")
    assert client.get_mode("python-mode") == "READONLY"
    assert refused(lambda: client.register_schema("python-mode", Schema(ORDER, "AVRO"))) == (422, 42205)


def finds_by_metadata():
    properties = {"owner": "ada"}
    metadata = Metadata(MetadataTags({}), MetadataProperties(properties), [])
    client.register_schema("python-metadata", Schema(ORDER, "AVRO", [], metadata))
    found = client.get_latest_with_metadata("python-metadata", properties)
    assert (found.version, found.schema.metadata.properties.properties) == (1, properties)


def follows_references():
    client.register_schema("python-order", Schema(ORDER, "AVRO"))
    basket = json.dumps(
        {"type": "record", "name": "Basket", "namespace": "shop", "fields": [{"name": "order", "type": "shop.Order"}]}
    )
    reference = SchemaReference("shop.Order", "python-order", 1)
    schema_id = client.register_schema("python-basket-value", Schema(basket, "AVRO", [reference]))
    assert client.get_schema(schema_id).references == [reference]
    serializer = AvroSerializer(client, Schema(basket, "AVRO", [reference]), conf={"auto.register.schemas": True})
    data = serializer({"order": {"id": "a-1"}}, value_context("python-basket"))
    assert AvroDeserializer(client)(data, value_context("python-basket")) == {"order": {"id": "a-1"}}
    assert refused(lambda: client.delete_version("python-order", 1)) == (422, 42206)


def maps_errors():
    assert refused(lambda: client.get_latest_version("nowhere")) == (404, 40401)
    assert refused(lambda: client.get_version("python-value", 99)) == (404, 40402)
    assert refused(lambda: client.lookup_schema("python-value", Schema(ORDER_JSON, "JSON"))) == (404, 40403)
    assert refused(lambda: client.get_schema(999_999)) == (404, 40403)
    assert refused(lambda: client.register_schema("python-bad", Schema('{"type": "nothing"}', "AVRO"))) == (422, 42201)
    assert refused(lambda: client.set_compatibility("python-value", "SIDEWARD")) == (422, 42203)


def writes_and_reads_avro():
    serializer = AvroSerializer(client, ORDER_WITH_NOTE)
    data = serializer({"id": "a-1", "note": "übergroß"}, value_context("python-avro"))
    assert AvroDeserializer(client)(data, value_context("python-avro")) == {"id": "a-1", "note": "übergroß"}
    assert AvroDeserializer(client, ORDER)(data, value_context("python-avro")) == {"id": "a-1"}


def writes_and_reads_json():
    order = {"id": "a-1", "cents": 4995}
    serializer = JSONSerializer(ORDER_JSON, client)
    data = serializer(order, value_context("python-json"))
    read = JSONDeserializer(None, from_dict=lambda value, _context: value, schema_registry_client=client)
    assert read(data, value_context("python-json")) == order


def writes_and_reads_protobuf():
    Order, Money = order_messages()
    value = Order(id="a-1", price=Money(currency="EUR", units=49))
    value.lines.add(sku="s-1")
    serializer = ProtobufSerializer(Order, client, {"use.deprecated.format": False})
    data = serializer(value, value_context("python-protobuf"))
    # A client of its own, as a consumer has: the cache of the one that registered holds text where compiled form is asked for.
    consumer = SchemaRegistryClient({"url": url})
    read = ProtobufDeserializer(Order, {"use.deprecated.format": False}, consumer)
    assert read(data, value_context("python-protobuf")) == value
    registered = client.get_latest_version("python-protobuf-value")
    assert [reference.name for reference in registered.schema.references] == ["shop/money.proto"]
    assert client.get_latest_version("shop/money.proto").schema.schema_type == "PROTOBUF"


def order_messages():
    """The classes of two messages in two files, one of which imports the other."""
    types = descriptor_pb2.FieldDescriptorProto
    money_file = descriptor_pb2.FileDescriptorProto(name="shop/money.proto", package="shop", syntax="proto3")
    money = money_file.message_type.add(name="Money")
    money.field.add(name="currency", number=1, type=types.TYPE_STRING, label=1)
    money.field.add(name="units", number=2, type=types.TYPE_INT64, label=1)
    order_file = descriptor_pb2.FileDescriptorProto(name="shop/order.proto", package="shop", syntax="proto3")
    order_file.dependency.append(money_file.name)
    order = order_file.message_type.add(name="Order")
    order.nested_type.add(name="Line").field.add(name="sku", number=1, type=types.TYPE_STRING, label=1)
    order.field.add(name="id", number=1, type=types.TYPE_STRING, label=1)
    order.field.add(name="price", number=2, type=types.TYPE_MESSAGE, type_name=".shop.Money", label=1)
    order.field.add(name="lines", number=3, type=types.TYPE_MESSAGE, type_name=".shop.Order.Line", label=3)
    pool = descriptor_pool.Default()
    pool.Add(money_file)
    pool.Add(order_file)
    return tuple(
        message_factory.GetMessageClass(pool.FindMessageTypeByName(name)) for name in ("shop.Order", "shop.Money")
    )


def deletes():
    client.register_schema("python-gone", Schema(ORDER, "AVRO"))
    assert client.delete_version("python-gone", 1) == 1
    assert refused(lambda: client.delete_version("python-gone", 1)) == (404, 40406)
    client.register_schema("python-gone", Schema(ORDER, "AVRO"))
    assert client.delete_subject("python-gone") == [2]
    assert client.delete_subject("python-gone", permanent=True) == [2]
    assert refused(lambda: client.delete_subject("python-gone")) == (404, 40401)


for part in (
    registers_and_looks_up,
    checks_compatibility,
    sets_config_and_mode,
    finds_by_metadata,
    follows_references,
    maps_errors,
    writes_and_reads_avro,
    writes_and_reads_json,
    writes_and_reads_protobuf,
    deletes,
):
    part()
    went_well(part.__name__)
