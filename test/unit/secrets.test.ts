import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { CredentialsArgs, EmqxClusterArgs } from "../../components/index";
import { credentialsOf, type Deployed, deploy, optionalChild, refusal } from "./support/cluster";
import { isMarked } from "./support/mocks";

const keys = ["cookie", "dashboard-username", "dashboard-password"];
const given = { cookie: "C00kieGiven", dashboardUsername: "operator", dashboardPassword: "Passw0rdGiven" };
const secretOf = (deployed: Deployed) => optionalChild(deployed, "Secret")!;

function annotationOf(deployed: Deployed): string | undefined {
  const { metadata } = secretOf(deployed).inputs as { metadata: { annotations: Record<string, string> } };
  return metadata.annotations["pulumi-emqx/generated"];
}

describe("Generated credentials", () => {
  let deployed: Deployed;
  before(async () => {
    deployed = await deploy();
  });

  it("are letters and digits, the first a letter, as EMQX reads other texts differently", () => {
    const { cookie, "dashboard-password": password } = credentialsOf(deployed);
    expect(cookie).to.match(/^[A-Za-z][A-Za-z0-9]{63}$/);
    expect(password).to.match(/^[A-Za-z][A-Za-z0-9]{31}$/);
  });

  it("are new for each cluster and for each purpose", async () => {
    const drawn = [deployed, await deploy(), await deploy()].map(credentialsOf);
    const values = drawn.flatMap((values) => [values.cookie, values["dashboard-password"]]);
    expect(new Set([...values, ...values.map((value) => value.slice(0, 16))]).size).to.equal(12);
  });

  it("are kept on later runs, which draw new ones", () => {
    expect(secretOf(deployed).ignoreChanges).to.have.members([
      'data["cookie"]',
      'data["dashboard-password"]',
    ]);
  });

  it("are named in an annotation, for tools that apply the manifests again", () => {
    expect(annotationOf(deployed)).to.equal("cookie,dashboard-password");
  });

  it("fill in just what is not given", async () => {
    const partly = await deploy({ credentials: { cookie: given.cookie } });
    expect(credentialsOf(partly).cookie).to.equal(given.cookie);
    expect(credentialsOf(partly)["dashboard-password"]).to.match(/^[A-Za-z0-9]{32}$/);
    expect(secretOf(partly).ignoreChanges).to.deep.equal(['data["dashboard-password"]']);
    expect(annotationOf(partly)).to.equal("dashboard-password");
  });
});

describe("Credentials", () => {
  const sources: [title: string, credentials: CredentialsArgs][] = [
    ["generated", {}],
    ["given in clear", given],
    [
      "given as secrets",
      {
        cookie: pulumi.secret(given.cookie),
        dashboardUsername: pulumi.secret(given.dashboardUsername),
        dashboardPassword: pulumi.secret(given.dashboardPassword),
      },
    ],
  ];
  for (const [title, credentials] of sources) {
    it(`${title} are secret in the state, each of them`, async () => {
      const secret = secretOf(await deploy({ credentials }));
      for (const key of keys) {
        expect(isMarked(`data.${key}`, secret.secrets), key).to.equal(true);
      }
    });

    it(`${title} are in no other object and in no output`, async () => {
      const deployed = await deploy({ credentials });
      const elsewhere = JSON.stringify([
        deployed.component.inputs,
        ...deployed.children.filter((child) => child !== secretOf(deployed)).map(({ inputs }) => inputs),
        deployed.outputs,
      ]);
      const { cookie, "dashboard-password": password } = credentialsOf(deployed);
      for (const value of [cookie, password]) {
        expect(elsewhere).not.to.include(value);
        expect(elsewhere).not.to.include(Buffer.from(value).toString("base64"));
      }
    });

    it(`${title} make nothing else secret: outputs and diffs stay readable`, async () => {
      const deployed = await deploy({ credentials });
      const others = deployed.children.filter((child) => child !== secretOf(deployed));
      expect(others.flatMap(({ secrets }) => secrets)).to.deep.equal([]);
      expect(deployed.secretOutputs).to.deep.equal([]);
    });
  }

  it("that are given are stored as given and follow later changes", async () => {
    const deployed = await deploy({ credentials: given });
    expect(credentialsOf(deployed)).to.deep.equal({
      cookie: given.cookie,
      "dashboard-username": given.dashboardUsername,
      "dashboard-password": given.dashboardPassword,
    });
    expect(secretOf(deployed).ignoreChanges).to.deep.equal([]);
    expect(annotationOf(deployed)).to.equal(undefined);
  });

  it("come from the user's own Secret where there is one", async () => {
    const { container } = await deploy({ credentials: { existingSecret: "mine" } });
    const references = container.env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []);
    expect(references).to.deep.equal(keys.map((key) => ({ name: "mine", key })));
  });

  for (const accepted of ["a", "snake_case-and.dots", "A1", "a".repeat(255)]) {
    it(`may be ${accepted.slice(0, 20)} with ${accepted.length} characters`, async () => {
      expect(credentialsOf(await deploy({ credentials: { cookie: accepted } })).cookie).to.equal(accepted);
    });
  }

  const misread = ["", "12345678", "1leading", "with space", "with#hash", "with&ampersand", 'with"quote'];
  misread.push("with//slashes", "umläut", "line\nbreak", "$(POD_NAME)", "true", "null", "x".repeat(256));
  for (const value of misread) {
    it(`are refused where EMQX would misread them, without being shown: ${JSON.stringify(value).slice(0, 20)}`, async () => {
      for (const field of ["cookie", "dashboardUsername", "dashboardPassword"]) {
        for (const input of [value, pulumi.output(value), pulumi.secret(value)]) {
          const message = await refusal({ credentials: { [field]: input } });
          expect(message).to.include(`\n  credentials.${field}: `).and.include("at most 255 letters");
          if (value.length > 4) {
            expect(message).not.to.include(value);
          }
        }
      }
    });
  }
});

describe("A secret value", () => {
  const value = "leaked-value";
  const inEnv: [title: string, env: EmqxClusterArgs["env"]][] = [
    ["as a value", { EMQX_A: pulumi.secret(value), EMQX_B: "fine" }],
    ["as the whole map", pulumi.secret({ EMQX_A: value })],
    ["inside an output", pulumi.output({ EMQX_A: pulumi.secret(value) })],
    ["derived from another", { EMQX_A: pulumi.interpolate`x${pulumi.secret(value)}` }],
    ["as the value of a promise", { EMQX_A: Promise.resolve(pulumi.secret(value)) as never }],
    ["inside a promise", Promise.resolve({ EMQX_A: pulumi.secret(value) })],
    ["that is no text either", { EMQX_A: pulumi.secret({ value }) as never }],
  ];
  for (const [title, env] of inEnv) {
    it(`in env ${title} is refused, as a ConfigMap is no place for it, and is not shown`, async () => {
      const message = await refusal({ env });
      expect(message).to.match(/\n {2}env[.:]/);
      expect(message).not.to.include(value);
    });
  }

  it("in env is told where to go instead", async () => {
    const message = await refusal({ env: { EMQX_A: pulumi.secret(value) } });
    expect(message).to.include("secretEnv");
  });

  const badValue = "leaked value!";
  const elsewhere: [path: string, args: EmqxClusterArgs][] = [
    ["image", { image: pulumi.secret(badValue) }],
    ["labels.team", { labels: { team: pulumi.secret(badValue) } }],
    ["tls.secretName", { tls: { secretName: pulumi.secret(badValue) } }],
    ["secretEnv.EMQX_A.key", { secretEnv: { EMQX_A: { name: "s", key: pulumi.secret(badValue) } } }],
  ];
  for (const [path, args] of elsewhere) {
    it(`that is not right in ${path} is refused without being shown`, async () => {
      const message = await refusal(args);
      expect(message).to.include(`\n  ${path}: `);
      expect(message).not.to.include(badValue);
    });
  }
});

describe("Values from existing Secrets", () => {
  const EMQX_A = { name: "a", key: "y" };
  const EMQX_B = { name: "b", key: "x" };

  it("reach the broker by reference", async () => {
    const { container } = await deploy({ secretEnv: { EMQX_B }, envFromSecrets: ["more"] });
    expect(container.env).to.deep.include({ name: "EMQX_B", valueFrom: { secretKeyRef: EMQX_B } });
    expect(container.envFrom).to.deep.include({ secretRef: { name: "more" } });
  });

  it("leave the pods alone when only their order changes", async () => {
    const { container } = await deploy({ secretEnv: { EMQX_B, EMQX_A } });
    const reordered = await deploy({ secretEnv: { EMQX_A, EMQX_B } });
    expect(reordered.container).to.deep.equal(container);
  });
});
