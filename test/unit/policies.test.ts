import type {
  PolicyResource,
  ResourceValidation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
} from "@pulumi/policy";
import { expect } from "chai";
import { type EmqxClusterArgs, ListenerType, ServiceType } from "../../components/index";
import { policies } from "../../policies/policies";
import { everything } from "../support/everything";
import { deploy } from "./support/cluster";

type Resource = Pick<PolicyResource, "type" | "props">;
type Config = Record<string, unknown>;

/** The violations of all policies, as `policy: message`. */
async function violations(resources: Resource[], config: Config = {}): Promise<string[]> {
  const found: string[] = [];
  for (const policy of policies) {
    const report = (message: string) => void found.push(`${policy.name}: ${message}`);
    const getConfig = () => config;
    if ("validateStack" in policy) {
      await policy.validateStack({ resources, getConfig } as unknown as StackValidationArgs, report);
      continue;
    }
    const { validateResource } = policy as { validateResource: ResourceValidation };
    for (const { type, props } of resources) {
      await validateResource({ type, props, getConfig } as unknown as ResourceValidationArgs, report);
    }
  }
  return found;
}

async function rendered(args: EmqxClusterArgs): Promise<Resource[]> {
  const { children } = await deploy(args);
  return children.map(({ type, inputs }) => ({ type, props: inputs as Config }));
}

const ofCluster = async (args: EmqxClusterArgs, config?: Config) => violations(await rendered(args), config);

const emqx = { labels: { "app.kubernetes.io/name": "emqx" } };
const configMap = (data: Record<string, string>, metadata: object = emqx): Resource[] => [
  { type: "kubernetes:core/v1:ConfigMap", props: { metadata, data } },
];
const statefulSet = (container: object, replicas = 1): Resource[] => [
  {
    type: "kubernetes:apps/v1:StatefulSet",
    props: {
      metadata: { name: "emqx" },
      spec: { replicas, template: { metadata: emqx, spec: { containers: [container] } } },
    },
  },
];
const names = (found: string[]) => found.map((text) => text.split(" holds ")[0].split(": ")[1]);

describe("The policies accept", () => {
  const tls = { secretName: "emqx-tls" };
  const clusters: [title: string, args: EmqxClusterArgs][] = [
    ["a cluster with defaults", {}],
    ["a single node", { replicas: 1 }],
    [
      "a licensed cluster, exposed with TLS",
      {
        image: "emqx/emqx:5.10.4",
        license: { key: "MjIwMTExCjAK.MEUCIQ" },
        listeners: [{ type: ListenerType.Mqtts }, { type: ListenerType.Mqtt, exposed: false }],
        tls,
        service: { type: ServiceType.LoadBalancer },
        dashboardService: {},
        ingress: { dashboard: { hosts: ["emqx.example.com"], tlsSecretName: "web" } },
        secretEnv: { EMQX_AUTHENTICATION__1__PASSWORD: { name: "database", key: "password" } },
      },
    ],
    [
      "a dashboard that serves HTTPS",
      {
        tls: { ...tls, dashboard: true },
        dashboardService: { type: ServiceType.LoadBalancer },
      },
    ],
  ];
  for (const [title, args] of clusters) {
    it(title, async () => {
      expect(await ofCluster(args)).to.deep.equal([]);
    });
  }

  it("a cluster with every argument, except for its listeners without TLS", async () => {
    expect((await ofCluster(everything)).map((text) => text.split(" exposes ")[0])).to.deep.equal([
      "emqx-tls-where-exposed: host ws.example.com",
      "emqx-tls-where-exposed: port 8883",
      "emqx-tls-where-exposed: port 8083",
    ]);
  });
});

describe("The policy emqx-no-secrets-in-clear-text", () => {
  const clearText: [title: string, resources: Resource[], settings: string[]][] = [
    [
      "variables in a ConfigMap",
      configMap({
        EMQX_DASHBOARD__DEFAULT_PASSWORD: "public",
        EMQX_LICENSE__KEY: "MjIw",
        EMQX_MQTT__MAX_PACKET_SIZE: "1MB",
      }),
      ["EMQX_DASHBOARD__DEFAULT_PASSWORD", "EMQX_LICENSE__KEY"],
    ],
    [
      "variables in a container",
      statefulSet({
        image: "emqx/emqx:5.8.9",
        env: [
          { name: "EMQX_NODE__COOKIE", value: "emqxsecretcookie" },
          { name: "EMQX_NODE__NAME", value: "emqx@$(POD_NAME)" },
        ],
      }),
      ["EMQX_NODE__COOKIE"],
    ],
    [
      "settings in a file",
      configMap({
        "emqx.conf": 'node.cookie = abc\nauth { password = "p", password_hash_algorithm { name = plain } }',
      }),
      ["emqx.conf (cookie)", "emqx.conf (password)"],
    ],
    [
      "a licence in a file",
      configMap({ "base.hocon": 'license { key = "MjIw" }' }),
      ["base.hocon (license.key)"],
    ],
  ];
  for (const [title, resources, settings] of clearText) {
    it(`reports ${title}`, async () => {
      expect(names(await violations(resources))).to.deep.equal(settings);
    });
  }

  it("reports a password that a program gives to the component as plain configuration", async () => {
    const found = await ofCluster({
      configuration: { base: { authentication: [{ backend: "redis", password: "p" }] } },
    });
    expect(names(found)).to.deep.equal(["base.hocon (password)"]);
  });

  const accepted: [title: string, resources: Resource[]][] = [
    [
      "references to files and variables",
      configMap({ "emqx.conf": 'password = "file:///run/p"\nsecret = "${S}"' }),
    ],
    ["comments", configMap({ "emqx.conf": "# password = p" })],
    ["switches", configMap({ EMQX_AUTHENTICATION__1__ALLOW_EMPTY_PASSWORD: "true" })],
    ["files of other programs", configMap({ "emqx.conf": "password = p" }, { labels: { app: "other" } })],
  ];
  for (const [title, resources] of accepted) {
    it(`accepts ${title}`, async () => {
      expect(await violations(resources)).to.deep.equal([]);
    });
  }

  it("accepts the settings that its configuration allows, and never shows a value", async () => {
    const resources = configMap({ EMQX_A__PASSWORD: "hidden-1", EMQX_B__PASSWORD: "hidden-2" });
    const found = await violations(resources, { allowed: ["EMQX_A__PASSWORD"] });
    expect(names(found)).to.deep.equal(["EMQX_B__PASSWORD"]);
    expect(found.join()).not.to.contain("hidden");
  });
});

describe("The policy emqx-no-public-dashboard", () => {
  const exposed: [title: string, args: EmqxClusterArgs, place: string][] = [
    [
      "a LoadBalancer Service",
      { dashboardService: { type: ServiceType.LoadBalancer } },
      "port 18083 of this LoadBalancer Service",
    ],
    [
      "a NodePort Service",
      { dashboardService: { type: ServiceType.NodePort } },
      "port 18083 of this NodePort Service",
    ],
    [
      "an Ingress without TLS",
      { ingress: { dashboard: { hosts: ["emqx.example.com"] } } },
      "host emqx.example.com of this Ingress",
    ],
  ];
  for (const [title, args, place] of exposed) {
    it(`reports ${title}`, async () => {
      const found = await ofCluster(args);
      expect(found).to.have.lengthOf(1);
      expect(found[0]).to.contain(`emqx-no-public-dashboard: ${place} exposes the dashboard without TLS`);
    });
  }

  it("reports a Service of another origin by the port's number", async () => {
    const spec = { type: "LoadBalancer", ports: [{ port: 80, targetPort: 18083 }] };
    const found = await violations([{ type: "kubernetes:core/v1:Service", props: { spec } }]);
    expect(found[0]).to.contain("port 80 of this LoadBalancer Service");
  });
});

describe("The policy emqx-tls-where-exposed", () => {
  const args: EmqxClusterArgs = { service: { type: ServiceType.NodePort }, dashboardService: {} };

  it("reports exposed listeners without TLS", async () => {
    const found = await ofCluster(args);
    expect(found.map((text) => text.split(" exposes ")[0])).to.deep.equal([
      "emqx-tls-where-exposed: port 1883",
      "emqx-tls-where-exposed: port 8083",
    ]);
  });

  it("accepts the ports that its configuration allows", async () => {
    expect(await ofCluster(args, { allowedPorts: [1883, 8083] })).to.deep.equal([]);
  });

  it("accepts a load balancer with a certificate of its own", async () => {
    const annotations = {
      "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": "arn:aws:acm:eu-1:1:certificate/1",
    };
    const service = { type: ServiceType.LoadBalancer, annotations };
    expect(await ofCluster({ ...args, service })).to.deep.equal([]);
  });
});

describe("The policy emqx-license", () => {
  const image = "registry.example.com/emqx/emqx-enterprise:5.10.4";

  it("reports several nodes of a release that requires a licence", async () => {
    const budget = { type: "kubernetes:policy/v1:PodDisruptionBudget", props: {} };
    const found = await violations([...statefulSet({ image }, 3), budget]);
    expect(found).to.include(
      "emqx-license: EMQX 5.9 and later requires a licence for several nodes. Set license.",
    );
  });

  const accepted: [title: string, resources: Resource[]][] = [
    ["a single node", statefulSet({ image }, 1)],
    ["earlier releases", statefulSet({ image: "emqx/emqx:5.8.9" }, 3)],
    [
      "a Secret that can contain the licence",
      statefulSet({ image, envFrom: [{ secretRef: { name: "s" } }] }, 3),
    ],
    ["other programs", statefulSet({ image: "redis:7.2" }, 3)],
  ];
  for (const [title, resources] of accepted) {
    it(`accepts ${title}`, async () => {
      expect((await violations(resources)).filter((text) => text.startsWith("emqx-license"))).to.deep.equal(
        [],
      );
    });
  }
});

describe("The policy emqx-disruption-budget", () => {
  it("reports several nodes without a budget", async () => {
    const found = await ofCluster({ podDisruptionBudget: { enabled: false } });
    expect(found).to.deep.equal([
      "emqx-disruption-budget: No PodDisruptionBudget of this stack selects the pods of emqx. Set podDisruptionBudget.",
    ]);
  });

  it("reports a budget that selects other pods", async () => {
    const [budget] = (await rendered({})).filter(({ type }) => type.endsWith(":PodDisruptionBudget"));
    const others = (await rendered({ nameOverride: "other" })).filter(({ type }) =>
      type.endsWith(":StatefulSet"),
    );
    expect(await violations([budget, ...others])).to.have.lengthOf(1);
  });
});

describe("Each policy", () => {
  for (const policy of policies as ResourceValidationPolicy[]) {
    it(`has a description and a level: ${policy.name}`, () => {
      expect(policy.description).to.match(/^[A-Z].*\.$/);
      expect(policy.enforcementLevel).to.be.oneOf(["mandatory", "advisory"]);
    });
  }
});
