import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { CredentialsArgs } from "../../components/index";
import {
  allSecretsOf,
  brokerEnvironment,
  credentialsOf,
  type Deployed,
  deploy,
  refusal,
  secretsOf,
} from "./support/cluster";

const given = { cookie: "C00kieGiven", dashboardPassword: "Passw0rdGiven" };
const generated = "pulumi-emqx/generated";

/** Cookie and password in the Secrets of a cluster. */
function valuesOf(deployed: Deployed): [cookie: string, password: string] {
  const made = credentialsOf(deployed);
  return [made["emqx-cookie"].cookie, made["emqx-credentials"]["dashboard-password"]];
}

describe("Generated credentials", () => {
  let deployed: Deployed;
  before(async () => {
    deployed = await deploy();
  });

  it("are letters and digits, starting with a letter, because EMQX misreads other text", () => {
    const [cookie, password] = valuesOf(deployed);
    expect(cookie).to.match(/^[A-Za-z][A-Za-z0-9]{63}$/);
    expect(password).to.match(/^[A-Za-z][A-Za-z0-9]{31}$/);
  });

  it("differ for each cluster and each purpose", async () => {
    const values = [deployed, await deploy(), await deploy()].flatMap(valuesOf);
    expect(new Set([...values, ...values.map((value) => value.slice(0, 16))]).size).to.equal(12);
  });
});

describe("A Secret with credentials", () => {
  const secrets: [name: string, key: string, field: keyof typeof given][] = [
    ["emqx-cookie", "cookie", "cookie"],
    ["emqx-credentials", "dashboard-password", "dashboardPassword"],
  ];
  const combinations: [title: string, credentials: CredentialsArgs][] = [
    ["no value is given", {}],
    ["the cookie is given", { cookie: given.cookie }],
    ["the password is given", { dashboardPassword: given.dashboardPassword }],
    ["both are given", given],
  ];
  // A changed value replaces a Secret despite ignoreChanges: a generated value in the same Secret would change, too.
  for (const [title, credentials] of combinations) {
    it(`contains only given or only generated values if ${title}`, async () => {
      const deployed = await deploy({ credentials });
      const made = credentialsOf(deployed);
      expect(Object.keys(made)).to.have.members(["emqx-cookie", "emqx-credentials"]);
      for (const [name, key, field] of secrets) {
        expect(made[name], name).to.have.all.keys(key);
        if (credentials[field] === undefined) {
          expect(made[name][key], name).to.match(/^[A-Za-z][A-Za-z0-9]{31,63}$/);
        } else {
          expect(made[name][key], name).to.equal(credentials[field]);
        }
      }
    });

    it(`keeps generated values and updates given ones if ${title}`, async () => {
      const deployed = await deploy({ credentials });
      for (const [name, , field] of secrets) {
        const secret = secretsOf(deployed).find((candidate) => candidate.name === name);
        expect(secret?.ignoreChanges, name).to.deep.equal(credentials[field] === undefined ? ["data"] : []);
      }
    });

    it(`lists generated keys in an annotation for tools that apply manifests if ${title}`, async () => {
      const deployed = await deploy({ credentials });
      for (const [name, key, field] of secrets) {
        const secret = secretsOf(deployed).find((candidate) => candidate.name === name);
        expect(secret?.inputs.metadata.annotations, name).to.deep.equal(
          credentials[field] === undefined ? { [generated]: key } : undefined,
        );
      }
    });
  }

  it("is opaque and starts with the cluster name", async () => {
    const made = secretsOf(await deploy({ nameOverride: "mq", namespace: "messaging" }));
    expect(made.map(({ inputs }) => inputs.metadata.name)).to.have.members(["mq-cookie", "mq-credentials"]);
    for (const { inputs } of made) {
      expect(inputs.metadata.namespace).to.equal("messaging");
      expect(inputs.type).to.equal("Opaque");
    }
  });
});

describe("Credentials", () => {
  const sources: [title: string, credentials: CredentialsArgs][] = [
    ["generated", {}],
    ["given as plain text", given],
    [
      "given as secrets",
      { cookie: pulumi.secret(given.cookie), dashboardPassword: pulumi.secret(given.dashboardPassword) },
    ],
    [
      "given as plain outputs",
      { cookie: pulumi.output(given.cookie), dashboardPassword: Promise.resolve(given.dashboardPassword) },
    ],
  ];
  for (const [title, credentials] of sources) {
    it(`${title} are all secret in the state`, async () => {
      const made = secretsOf(await deploy({ credentials }));
      expect(made).to.have.length(2);
      for (const { name, secrets } of made) {
        expect(secrets, name).to.deep.equal(["data"]);
      }
    });

    it(`${title} appear in no other object and in no output`, async () => {
      const deployed = await deploy({ credentials });
      const made: unknown[] = secretsOf(deployed);
      const elsewhere = JSON.stringify([
        deployed.component.inputs,
        ...deployed.children.filter((child) => !made.includes(child)).map(({ inputs }) => inputs),
        deployed.outputs,
      ]);
      for (const value of valuesOf(deployed)) {
        expect(elsewhere).not.to.include(value);
        expect(elsewhere).not.to.include(Buffer.from(value).toString("base64"));
      }
    });

    it(`${title} make no other value secret, so that outputs and diffs stay readable`, async () => {
      const deployed = await deploy({ credentials });
      const made: unknown[] = allSecretsOf(deployed);
      const others = deployed.children.filter((child) => !made.includes(child));
      expect(others.flatMap(({ secrets }) => secrets)).to.deep.equal([]);
      expect(deployed.secretOutputs).to.deep.equal([]);
    });
  }

  for (const accepted of ["a", "snake_case-and.dots", "A1", "a".repeat(255)]) {
    it(`can be ${accepted.slice(0, 20)} with ${accepted.length} characters`, async () => {
      const credentials = { cookie: accepted, dashboardUsername: accepted, dashboardPassword: accepted };
      const deployed = await deploy({ credentials });
      expect(valuesOf(deployed)).to.deep.equal([accepted, accepted]);
      expect(brokerEnvironment(deployed)).to.include({ EMQX_DASHBOARD__DEFAULT_USERNAME: accepted });
    });
  }

  const misread = ["", "12345678", "1leading", "with space", "with#hash", "with&ampersand", 'with"quote'];
  misread.push("with//slashes", "umläut", "line\nbreak", "$(POD_NAME)", "true", "null", "x".repeat(256));
  for (const value of misread) {
    it(`are rejected without showing them if EMQX would misread them: ${JSON.stringify(value).slice(0, 20)}`, async () => {
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

describe("An existing Secret", () => {
  it("provides both cookie and password", async () => {
    const { container } = await deploy({ credentials: { existingSecret: "mine" } });
    const references = container.env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []);
    expect(references).to.deep.equal([
      { name: "mine", key: "cookie" },
      { name: "mine", key: "dashboard-password" },
    ]);
  });

  it("can have other key names, also as outputs", async () => {
    const { container } = await deploy({
      credentials: {
        existingSecret: "mine",
        cookieKey: "ERLANG_COOKIE",
        dashboardPasswordKey: pulumi.output("admin.password"),
      },
    });
    const references = container.env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []);
    expect(references).to.deep.equal([
      { name: "mine", key: "ERLANG_COOKIE" },
      { name: "mine", key: "admin.password" },
    ]);
  });

  it("can be combined with dashboardUsername", async () => {
    for (const [dashboardUsername, expected] of [
      [undefined, "admin"],
      ["operator", "operator"],
    ]) {
      const deployed = await deploy({ credentials: { existingSecret: "mine", dashboardUsername } });
      expect(brokerEnvironment(deployed)).to.include({ EMQX_DASHBOARD__DEFAULT_USERNAME: expected });
    }
  });
});

describe("The dashboard user name", () => {
  it("is a plain variable of the container, not in a Secret", async () => {
    const deployed = await deploy({ credentials: { dashboardUsername: "operator" } });
    expect(deployed.container.env).to.deep.include({
      name: "EMQX_DASHBOARD__DEFAULT_USERNAME",
      value: "operator",
    });
    expect(JSON.stringify(credentialsOf(deployed))).not.to.include("operator");
    expect(deployed.statefulSet.secrets).to.deep.equal([]);
  });

  it("stays secret in the state if the program marks it as secret", async () => {
    const { statefulSet } = await deploy({
      credentials: { dashboardUsername: pulumi.secret("operator") },
    });
    expect(statefulSet.secrets).to.deep.equal(["spec.template.spec.containers[0].env"]);
  });

  it("does not change a Secret when it changes", async () => {
    const data = async (dashboardUsername: string) =>
      secretsOf(await deploy({ credentials: { ...given, dashboardUsername } })).map(({ inputs }) => inputs);
    expect(await data("operator")).to.deep.equal(await data("admin"));
  });
});
