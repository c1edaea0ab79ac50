// franz-go's registry client against the registry whose URL is the first argument.
//
// Prints the name of each part that went well; anything else ends the program.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/twmb/franz-go/pkg/sr"
)

const order = `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"}]}`
const orderWithNote = `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"note","type":["null","string"],"default":null}]}`
const orderWithCents = `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"cents","type":"long"}]}`
const basket = `{"type":"record","name":"Basket","namespace":"shop","fields":[{"name":"order","type":"shop.Order"}]}`
const proto = "syntax = \"proto3\";\npackage shop;\n\nmessage Order {\n  string id = 1;\n}\n"

var ctx = context.Background()

func main() {
	client, err := sr.NewClient(sr.URLs(os.Args[1]))
	must(err)
	parts := []struct {
		name string
		run  func(*sr.Client)
	}{
		{"registers and looks up", registersAndLooksUp},
		{"checks compatibility", checksCompatibility},
		{"sets config and mode", setsConfigAndMode},
		{"follows references", followsReferences},
		{"maps errors", mapsErrors},
		{"encodes and decodes", encodesAndDecodes},
		{"deletes", deletes},
	}
	for _, part := range parts {
		part.run(client)
		fmt.Println(part.name)
	}
}

func registersAndLooksUp(client *sr.Client) {
	registered, err := client.CreateSchema(ctx, "go-value", sr.Schema{Schema: order})
	must(err)
	expect(registered.Version == 1 && registered.Subject == "go-value", registered)
	again, err := client.CreateSchema(ctx, "go-value", sr.Schema{Schema: order})
	must(err)
	expect(again.ID == registered.ID, again)
	found, err := client.LookupSchema(ctx, "go-value", sr.Schema{Schema: order})
	must(err)
	expect(found.ID == registered.ID, found)
	schema, err := client.SchemaByID(ctx, registered.ID)
	must(err)
	expect(schema.Schema == order && schema.Type == sr.TypeAvro, schema)
	latest, err := client.SchemaByVersion(ctx, "go-value", -1)
	must(err)
	expect(latest.Version == 1, latest)
	versions, err := client.SubjectVersions(ctx, "go-value")
	must(err)
	expect(len(versions) == 1, versions)
	uses, err := client.SchemaUsagesByID(ctx, registered.ID)
	must(err)
	expect(len(uses) == 1 && uses[0].Subject == "go-value", uses)
	types, err := client.SupportedTypes(ctx)
	must(err)
	expect(len(types) == 3, types)
}

func checksCompatibility(client *sr.Client) {
	fine, err := client.CheckCompatibility(ctx, "go-value", -1, sr.Schema{Schema: orderWithNote})
	must(err)
	expect(fine.Is, fine)
	broken, err := client.CheckCompatibility(sr.WithParams(ctx, sr.Verbose), "go-value", -1, sr.Schema{Schema: orderWithCents})
	must(err)
	expect(!broken.Is && len(broken.Messages) > 0, broken)
	_, err = client.CreateSchema(ctx, "go-value", sr.Schema{Schema: orderWithCents})
	refused(err, 40901)
}

func setsConfigAndMode(client *sr.Client) {
	for _, result := range client.SetCompatibility(ctx, sr.SetCompatibility{Level: sr.CompatFull}, "go-value") {
		must(result.Err)
	}
	for _, result := range client.Compatibility(ctx, "go-value") {
		must(result.Err)
		expect(result.Level == sr.CompatFull, result)
	}
	for _, result := range client.ResetCompatibility(ctx, "go-value") {
		must(result.Err)
	}
	for _, result := range client.SetMode(ctx, sr.ModeReadOnly, "go-mode") {
		must(result.Err)
	}
	_, err := client.CreateSchema(ctx, "go-mode", sr.Schema{Schema: order})
	refused(err, 42205)
}

func followsReferences(client *sr.Client) {
	_, err := client.CreateSchema(ctx, "go-order", sr.Schema{Schema: order})
	must(err)
	references := []sr.SchemaReference{{Name: "shop.Order", Subject: "go-order", Version: 1}}
	referring, err := client.CreateSchema(ctx, "go-basket", sr.Schema{Schema: basket, References: references})
	must(err)
	users, err := client.SchemaReferences(ctx, "go-order", 1)
	must(err)
	expect(len(users) == 1 && users[0].ID == referring.ID, users)
	refused(client.DeleteSchema(ctx, "go-order", 1, sr.SoftDelete), 42206)
}

func mapsErrors(client *sr.Client) {
	_, err := client.SchemaByVersion(ctx, "nowhere", -1)
	refused(err, 40401)
	_, err = client.SchemaByVersion(ctx, "go-value", 99)
	refused(err, 40402)
	_, err = client.SchemaByID(ctx, 999999)
	refused(err, 40403)
	_, err = client.CreateSchema(ctx, "go-bad", sr.Schema{Schema: `{"type":"nothing"}`})
	refused(err, 42201)
	var answer *sr.ResponseError
	expect(errors.As(err, &answer) && answer.SchemaError() == sr.ErrInvalidSchema, err)
}

func encodesAndDecodes(client *sr.Client) {
	registered, err := client.CreateSchema(ctx, "go-protobuf", sr.Schema{Schema: proto, Type: sr.TypeProtobuf})
	must(err)
	serde := sr.NewSerde()
	serde.Register(registered.ID, "",
		sr.EncodeFn(func(value any) ([]byte, error) { return []byte(value.(string)), nil }),
		sr.DecodeFn(func(bytes []byte, into any) error { *into.(*string) = string(bytes); return nil }),
	)
	bytes, err := serde.Encode("hello")
	must(err)
	id, _, err := serde.DecodeID(bytes)
	must(err)
	schema, err := client.SchemaByID(ctx, id)
	must(err)
	expect(schema.Type == sr.TypeProtobuf && schema.Schema == proto, schema)
}

func deletes(client *sr.Client) {
	_, err := client.CreateSchema(ctx, "go-gone", sr.Schema{Schema: order})
	must(err)
	must(client.DeleteSchema(ctx, "go-gone", 1, sr.SoftDelete))
	refused(client.DeleteSchema(ctx, "go-gone", 1, sr.SoftDelete), 40406)
	must(client.DeleteSchema(ctx, "go-gone", 1, sr.HardDelete))
	_, err = client.DeleteSubject(ctx, "go-gone", sr.SoftDelete)
	refused(err, 40401)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func expect(holds bool, got any) {
	if !holds {
		panic(fmt.Sprintf("not what was expected: %+v", got))
	}
}

func refused(err error, code int) {
	var answer *sr.ResponseError
	if !errors.As(err, &answer) || answer.ErrorCode != code {
		panic(fmt.Sprintf("expected %d, got %v", code, err))
	}
}
