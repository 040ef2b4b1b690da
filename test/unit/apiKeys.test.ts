import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { ApiKeyRole, Edition, type EmqxClusterArgs } from "../../components/index";
import { allSecretsOf, brokerEnvironment, type Deployed, deploy, refusal } from "./support/cluster";
import { notKnownYet } from "./support/mocks";

const given = "aSecretOf16Chars";
const file = (deployed: Deployed) => decode(secret(deployed, "emqx-api-keys").inputs.data.bootstrap);
const secret = (deployed: Deployed, name: string) =>
  allSecretsOf(deployed).find((candidate) => candidate.name === name)!;
const decode = (data: string) => Buffer.from(data, "base64").toString();
const mountOf = ({ container, statefulSet }: Deployed): types.output.core.v1.Volume | undefined => {
  const mount = container.volumeMounts.find(({ mountPath }) => mountPath === "/etc/emqx/api-keys");
  return statefulSet.inputs.spec.template.spec.volumes.find(({ name }) => name === mount?.name);
};

describe("The API keys", () => {
  it("contain only a generated key for the startup probe by default", async () => {
    const deployed = await deploy();
    const { password, username } = secret(deployed, "emqx-api-key-probe").inputs.data;
    expect(decode(username)).to.equal("probe");
    expect(decode(password)).to.match(/^[A-Za-z][A-Za-z0-9]{31}$/);
    expect(file(deployed)).to.equal(`probe:${decode(password)}\n`);
    expect(secret(deployed, "emqx-api-key-probe").ignoreChanges).to.deep.equal(["data"]);
  });

  it("are mounted as the bootstrap file that EMQX reads at startup", async () => {
    const deployed = await deploy();
    expect(brokerEnvironment(deployed).EMQX_API_KEY__BOOTSTRAP_FILE).to.equal("/etc/emqx/api-keys/bootstrap");
    expect(mountOf(deployed)?.secret).to.deep.equal({
      secretName: secret(deployed, "emqx-api-keys").inputs.metadata.name,
      items: [{ key: "bootstrap", path: "bootstrap" }],
      defaultMode: 0o440,
    });
  });

  const roles: [title: string, args: EmqxClusterArgs, line: RegExp][] = [
    ["5.8 open source, without roles", { image: "emqx/emqx:5.8.9" }, /^probe:\w+$/],
    ["5.3 enterprise, without roles", { image: "emqx/emqx-enterprise:5.3.2" }, /^probe:\w+$/],
    ["5.8 enterprise, with roles", { image: "emqx/emqx-enterprise:5.8.8" }, /^probe:\w+:viewer$/],
    ["5.9, with roles", { image: "emqx/emqx:5.9.0", replicas: 1 }, /^probe:\w+:viewer$/],
    [
      "of the enterprise edition in a custom image, with roles",
      { image: "mine:5.8.8", edition: Edition.Enterprise },
      /^probe:\w+:viewer$/,
    ],
  ];
  for (const [title, args, line] of roles) {
    it(`give the startup probe the fewest possible rights on EMQX ${title}`, async () => {
      expect(file(await deploy(args)).trim()).to.match(line);
    });
  }

  it("are stored in one Secret per key, with a given or generated secret", async () => {
    const keys = [{ key: "bridge", secret: given, role: ApiKeyRole.Publisher }, { key: "exporter" }];
    const deployed = await deploy({ image: "emqx/emqx-enterprise:5.8.8", apiKeys: { keys } });
    const [bridge, exporter] = ["bridge", "exporter"].map((key) => secret(deployed, `emqx-api-key-${key}`));
    expect(bridge.inputs.type).to.equal("kubernetes.io/basic-auth");
    expect(decode(bridge.inputs.data.password)).to.equal(given);
    expect(decode(exporter.inputs.data.password)).to.match(/^[A-Za-z][A-Za-z0-9]{31}$/);
    expect(file(deployed).split("\n").slice(1)).to.deep.equal([
      `bridge:${given}:publisher`,
      `exporter:${decode(exporter.inputs.data.password)}:administrator`,
      "",
    ]);
  });

  it("update given secrets with the program, and keep generated ones", async () => {
    const deployed = await deploy({ apiKeys: { keys: [{ key: "one", secret: given }, { key: "two" }] } });
    expect(secret(deployed, "emqx-api-key-one").ignoreChanges).to.deep.equal([]);
    expect(secret(deployed, "emqx-api-key-two").ignoreChanges).to.deep.equal(["data"]);
  });

  it("restart the pods when a given secret changes, but not when one is generated again", async () => {
    const volume = async (args: EmqxClusterArgs) => mountOf(await deploy(args))?.secret.secretName;
    const withSecret = (value: string) => volume({ apiKeys: { keys: [{ key: "one", secret: value }] } });
    expect(await withSecret(given)).to.equal(await withSecret(given));
    expect(await withSecret(given)).not.to.equal(await withSecret(`${given}2`));
    expect(await volume({})).to.equal(await volume({}));
    expect(await volume({})).not.to.equal(await volume({ apiKeys: { keys: [{ key: "one" }] } }));
  });

  it("are marked as secret in all resources", async () => {
    const deployed = await deploy({ apiKeys: { keys: [{ key: "one", secret: given }] } });
    for (const { name, secrets, inputs } of deployed.children) {
      if (inputs && JSON.stringify(inputs).includes(Buffer.from(given).toString("base64"))) {
        expect(
          secrets.some((path) => path.startsWith("data")),
          name,
        ).to.equal(true);
      }
    }
    expect(JSON.stringify([deployed.outputs, deployed.statefulSet.inputs])).not.to.include(given);
    expect(deployed.statefulSet.secrets).to.deep.equal([]);
    expect(secret(deployed, "emqx-api-keys").secrets).to.include("data");
  });

  it("can come from a file in an existing Secret", async () => {
    const deployed = await deploy({ apiKeys: { existingSecret: { name: "mine", key: "keys.txt" } } });
    expect(allSecretsOf(deployed).map(({ name }) => name)).to.deep.equal(["emqx-cookie", "emqx-credentials"]);
    expect(mountOf(deployed)?.secret).to.deep.include({
      secretName: "mine",
      items: [{ key: "keys.txt", path: "bootstrap" }],
    });
  });

  for (const image of ["emqx/emqx:4.4.19", "emqx/emqx:5.0.26"]) {
    it(`are not mounted in ${image}, which does not support them`, async () => {
      const deployed = await deploy({ image });
      expect(mountOf(deployed)).to.equal(undefined);
      expect(brokerEnvironment(deployed)).not.to.have.property("EMQX_API_KEY__BOOTSTRAP_FILE");
    });
  }

  it("show only the Secret and its volume as unknown in a preview with an unknown secret", async () => {
    const apiKeys = { keys: [{ key: "one", secret: notKnownYet<string>() }] };
    const { children } = await deploy({ apiKeys }, { preview: true });
    const unknowns = children.flatMap(({ name, unknowns }) => unknowns.map((path) => `${name} ${path}`));
    expect(unknowns.filter((path) => path.startsWith("emqx ")).join()).to.match(
      /^emqx spec\.template\.spec\.volumes(\[\d\]\.secret\.secretName)?$/,
    );
  });

  const refused: [title: string, args: EmqxClusterArgs, path: string, text: string][] = [
    [
      "before 5.1",
      { image: "emqx/emqx:5.0.26", apiKeys: { keys: [{ key: "a" }] } },
      "keys[0]",
      "requires EMQX 5.1 or later",
    ],
    [
      "from an existing Secret before 5.1",
      { image: "emqx/emqx:4.4.19", apiKeys: { existingSecret: { name: "s", key: "k" } } },
      "existingSecret",
      "requires EMQX 5.1 or later",
    ],
    [
      "with a role that the open source edition does not support",
      { apiKeys: { keys: [{ key: "a", role: ApiKeyRole.Viewer }] } },
      "keys[0].role",
      "administrator",
    ],
    [
      "with the name of the startup probe",
      { apiKeys: { keys: [{ key: "probe" }] } },
      "keys[0].key",
      "startup probe",
    ],
    [
      "with duplicate names",
      { apiKeys: { keys: [{ key: "a" }, { key: "a" }] } },
      "keys[1].key",
      "each name must be unique",
    ],
    ["with an invalid name", { apiKeys: { keys: [{ key: "A_b" }] } }, "keys[0].key", "lowercase letters"],
    [
      "in keys together with existingSecret",
      { apiKeys: { keys: [{ key: "a" }], existingSecret: { name: "s", key: "k" } } },
      "keys",
      "without apiKeys.existingSecret",
    ],
  ];
  for (const [title, args, path, text] of refused) {
    it(`are rejected ${title}`, async () => {
      expect(await refusal(args))
        .to.include(`\n  apiKeys.${path}: `)
        .and.include(text);
    });
  }

  for (const value of ["tiny", "with spaces in the text", "with:colon-and-more-text", "1startsWithADigit"]) {
    it(`are rejected without showing them if they are short or EMQX would misread them: ${value}`, async () => {
      for (const input of [value, pulumi.secret(value)]) {
        const message = await refusal({ apiKeys: { keys: [{ key: "a", secret: input }] } });
        expect(message).to.include("\n  apiKeys.keys[0].secret: ").and.not.include(value);
      }
    });
  }
});
