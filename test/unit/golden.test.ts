import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { type KubernetesObject, toYaml } from "../../local/manifests";
import { everything } from "../support/everything";
import { render } from "../support/manifests";

const update = process.env.UPDATE_GOLDEN === "1";

/** The objects with `<generated>` in place of random values. */
function steady(objects: KubernetesObject[]): KubernetesObject[] {
  const drawn = objects.flatMap(({ metadata, data }) => {
    const keys = metadata.annotations?.["pulumi-emqx/generated"]?.split(",") ?? [];
    return keys.map((key) => Buffer.from((data as Record<string, string>)[key], "base64").toString());
  });
  const hide = (text: string) =>
    drawn.reduce((hidden, value) => hidden.replaceAll(value, "<generated>"), text);
  return objects.map((object) => {
    if (object.kind !== "Secret") return object;
    const entries = Object.entries(object.data as Record<string, string>);
    return {
      ...object,
      data: Object.fromEntries(
        entries.map(([key, value]) => [key, hide(Buffer.from(value, "base64").toString())]),
      ),
    };
  });
}

describe("The rendered manifests", () => {
  const clusters: [title: string, args: EmqxClusterArgs][] = [
    ["plain", { namespace: "messaging" }],
    ["full", everything],
  ];
  for (const [title, args] of clusters) {
    it(`of the ${title} cluster match test/golden/${title}.yaml (update it with UPDATE_GOLDEN=1)`, async () => {
      const file = join(__dirname, `../golden/${title}.yaml`);
      const { objects } = await render(args);
      const rendered = toYaml(steady(objects));
      if (update) {
        writeFileSync(file, rendered);
      }
      expect(rendered).to.equal(readFileSync(file, "utf8"));
    });
  }
});
