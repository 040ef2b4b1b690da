import crypto from "node:crypto";
import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { readArguments, readSubjects } from "../../docs/declarations";
import { deploy } from "../unit/support/cluster";
import { type ComposedDefault, composedDefaults } from "./support/composedDefaults";
import { contexts, type Fields, fieldContexts } from "./support/contexts";
import { otherThan, valueIn } from "./support/defaults";
import { incomparableDefaults } from "./support/incomparableDefaults";

interface DocumentedDefault {
  /** Its interface and its name. */
  id: string;
  field: string;
  text: string;
  /** A cluster with the field, among those that it needs. */
  args: (fields: Fields) => EmqxClusterArgs;
  /** The values of its enum. */
  accepted: string[];
}

const subjects = readSubjects();
const enums = new Map(
  subjects
    .flatMap((subject) => subject.enums)
    .map((node) => [node.name, node.members.map(({ value }) => value)]),
);
const fields = [readArguments(), ...subjects.flatMap(({ interfaces }) => interfaces)].flatMap((node) =>
  node.fields.map((field) => ({ ...field, node: node.name, id: `${node.name}.${field.name}` })),
);
const documented: DocumentedDefault[] = fields
  .filter((field) => field.default !== undefined)
  .map(({ id, node, name, references, default: text = "" }) => ({
    id,
    field: name,
    text,
    args: fieldContexts[id] ?? contexts[node],
    accepted: references.flatMap((reference) => enums.get(reference) ?? []),
  }));
const incomparable = Object.values(incomparableDefaults).flat();

/** Such a default is the same as leaving the field out: there is nothing to compare. */
const isNone = (text: string) => /^(none|nothing)\b/i.test(text);

/** Everything that a cluster consists of. */
async function partsOf(args: EmqxClusterArgs) {
  const { children, outputs } = await deploy(args);
  const key = ({ type, name }: { type: string; name: string }) => `${type} ${name}`;
  return { children: Object.fromEntries(children.map((child) => [key(child), child])), outputs };
}

/** The clusters without the fields, of which there is one for many fields. */
const withoutField = new Map<string, ReturnType<typeof partsOf>>();

function partsWithoutField(args: EmqxClusterArgs): ReturnType<typeof partsOf> {
  const key = JSON.stringify(args);
  const parts = withoutField.get(key) ?? partsOf(args);
  withoutField.set(key, parts);
  return parts;
}

async function expectDefault(
  { field, args: given, accepted }: DocumentedDefault,
  { value, args = given }: Pick<ComposedDefault, "value" | "args">,
): Promise<void> {
  const byDefault = await partsWithoutField(args({}));
  expect(await partsOf(args({ [field]: value as never }))).to.deep.equal(byDefault);
  const other = otherThan(value, accepted);
  if (other !== undefined) {
    // Otherwise the field is not read here, and the comparison says nothing.
    const changed = await partsOf(args({ [field]: other as never })).catch((error: Error) => error);
    expect(changed).not.to.deep.equal(byDefault);
  }
}

describe("The documented default", () => {
  const { randomInt } = crypto;
  before(() => {
    // Generated secrets must be the same in all clusters.
    Object.assign(crypto, { randomInt: () => 0 });
  });
  after(() => {
    Object.assign(crypto, { randomInt });
  });

  for (const entry of documented.filter(({ id }) => !incomparable.includes(id))) {
    const { id, text } = entry;
    const value = valueIn(text);
    if (id in composedDefaults) {
      it(`of ${id} is the code's`, async () => {
        for (const composed of composedDefaults[id]) {
          composed.says.forEach((part) => expect(text).to.include(part));
          await expectDefault(entry, composed);
        }
      });
    } else if (!isNone(text)) {
      it(`of ${id} is the code's`, async () => {
        expect(value, "a value at the beginning, such as `1Gi` or 3").not.to.equal(undefined);
        await expectDefault(entry, { value });
      });
    }
  }

  it("is special only for fields that exist", () => {
    const special = [...incomparable, ...Object.keys(composedDefaults), ...Object.keys(fieldContexts)];
    expect(fields.map(({ id }) => id)).to.include.members(special);
  });
});
