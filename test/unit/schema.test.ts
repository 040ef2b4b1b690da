import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider";
import { expect } from "chai";
import { dump } from "js-yaml";
import { EmqxCluster } from "../../components/index";

const update = process.env.UPDATE_GOLDEN === "1";

interface Type {
  type?: string;
  $ref?: string;
  plain?: boolean;
  items?: Type;
  additionalProperties?: Type;
  description?: string;
}

interface ObjectType {
  description?: string;
  properties?: Record<string, Type>;
  inputProperties?: Record<string, Type>;
  requiredInputs?: string[];
  required?: string[];
  enum?: { name: string; value: string }[];
}

interface Schema {
  name: string;
  resources: Record<string, ObjectType>;
  types: Record<string, ObjectType>;
}

function typeName({ type, $ref, plain, items, additionalProperties }: Type): string {
  const name = items
    ? `${typeName(items)}[]`
    : additionalProperties
      ? `map of ${typeName(additionalProperties)}`
      : decodeURIComponent($ref?.split("/").at(-1) ?? type!);
  return plain && !items ? `plain ${name}` : name;
}

const properties = (given: Record<string, Type> = {}, required: string[] = []) =>
  Object.fromEntries(
    Object.entries(given).map(([name, type]) => [
      required.includes(name) ? name : `${name}?`,
      typeName(type),
    ]),
  );

describe("The package's schema, from which programs in every language use it,", function () {
  this.timeout(60_000);
  let schema: Schema;

  before(async () => {
    const dirname = join(__dirname, "../../components");
    const provider = new ComponentProvider({ name: "emqx", components: [EmqxCluster], dirname });
    schema = JSON.parse(await provider.getSchema()) as Schema;
  });

  it("equals test/golden/schema.yaml; set UPDATE_GOLDEN=1 to rewrite the file", () => {
    const { name, resources, types } = schema;
    const pinned = dump(
      {
        name,
        resources: Object.fromEntries(
          Object.entries(resources).map(([token, resource]) => [
            token,
            {
              inputs: properties(resource.inputProperties, resource.requiredInputs),
              outputs: properties(resource.properties, resource.required),
            },
          ]),
        ),
        types: Object.fromEntries(
          Object.entries(types).map(([token, type]) => [
            token,
            type.enum
              ? Object.fromEntries(type.enum.map(({ name, value }) => [name, value]))
              : properties(type.properties, type.required),
          ]),
        ),
      },
      { lineWidth: -1, sortKeys: true },
    );
    const file = join(__dirname, "../golden/schema.yaml");
    if (update) {
      writeFileSync(file, pinned);
    }
    expect(pinned).to.equal(readFileSync(file, "utf8"));
  });

  it("describes the component, its arguments, its outputs and all their fields", () => {
    const nodes = Object.entries({ ...schema.resources, ...schema.types });
    const undescribed = nodes.flatMap(([token, { inputProperties, properties }]) =>
      [inputProperties, properties]
        .flatMap((fields) => Object.entries(fields ?? {}))
        .filter(([, { description }]) => !description)
        .map(([field]) => `${token}.${field}`),
    );
    expect(undescribed).to.deep.equal([]);
    expect(schema.resources["emqx:index:EmqxCluster"].description).to.include("EMQX");
  });

  it("has no type name that ends in Args, because Pulumi appends Args in Python and Go", () => {
    expect(Object.keys(schema.types).filter((token) => token.endsWith("Args"))).to.deep.equal([]);
  });
});
