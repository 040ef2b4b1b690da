import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { localStack } from "../../../local/deploy";
import { encryptedKeys, mergeConfig, readConfig } from "../../../local/stackConfig";

describe("the configuration of a stack", () => {
  const project = {
    name: "emqx",
    config: {
      replicas: { type: "integer", default: 3 },
      image: { type: "string", default: "emqx/emqx:5.8.9" },
      "kubernetes:namespace": { value: "mqtt" },
      labels: { type: "object", default: {} },
    },
  };

  it("contains the project's defaults if the stack sets nothing", () => {
    expect(mergeConfig(project, "dev", {}).values).to.deep.equal({
      "emqx:replicas": "3",
      "emqx:image": "emqx/emqx:5.8.9",
      "kubernetes:namespace": "mqtt",
      "emqx:labels": "{}",
    });
  });

  it("prefers the stack's values to the defaults, with structured values as JSON", () => {
    const config = { "emqx:replicas": 5, "emqx:labels": { team: "iot" }, "kubernetes:namespace": "edge" };
    const { values } = mergeConfig(project, "dev", { config });
    expect(values).to.include({
      "emqx:replicas": "5",
      "emqx:labels": '{"team":"iot"}',
      "kubernetes:namespace": "edge",
    });
  });

  it("reports keys that are required but not set", () => {
    const required = { name: "emqx", config: { licence: { type: "string" } } };
    expect(() => mergeConfig(required, "dev", {})).to.throw(
      "Pulumi.dev.yaml does not set required keys: licence",
    );
  });

  it("finds encrypted values, even inside structured ones", () => {
    const config = {
      "emqx:credentials": { cookie: { secure: "v1:abc" } },
      "emqx:licence": { secure: "v1:def" },
      "emqx:env": { secure: "yes", other: "no" },
    };
    expect(encryptedKeys({ config })).to.deep.equal(["emqx:credentials", "emqx:licence"]);
  });

  it("is incomplete without the CLI if the stack imports an environment of Pulumi ESC", async () => {
    const root = await mkdtemp(join(tmpdir(), "emqx-config-"));
    const { PATH, HOME } = process.env;
    try {
      await writeFile(join(root, "Pulumi.yaml"), "name: emqx\nruntime: nodejs\n");
      await writeFile(join(root, "Pulumi.prod.yaml"), "environment: [emqx/prod]\n");
      Object.assign(process.env, { PATH: root, HOME: root });
      const message = await readConfig(root, "prod").catch((error: Error) => error.message);
      expect(message).to.contain("Pulumi.prod.yaml has values of a Pulumi ESC environment.");
    } finally {
      Object.assign(process.env, { PATH, HOME });
      await rm(root, { recursive: true });
    }
  });

  it("of the local stack never selects another cluster, and keeps its own encryption", () => {
    const given = {
      encryptionsalt: "user",
      config: { "emqx:replicas": 5, "kubernetes:context": "production" },
    };
    expect(localStack(given, { encryptionsalt: "own" })).to.deep.equal({
      encryptionsalt: "own",
      config: { "emqx:replicas": 5 },
    });
  });
});
