import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { isAuthenticated } from "../../components/emqx/openListeners";
import { textSettings } from "../../components/emqx/rawSettings";
import { releaseLine } from "../../components/emqx/releaseLine";
import {
  ClientCertificates,
  Edition,
  EmqxCluster,
  type EmqxClusterArgs,
  Exposure,
  ListenerType,
} from "../../components/index";
import { authenticationOf } from "../../components/settings/access";
import { defaultChildren, deploy, parts } from "./support/cluster";
import { run } from "./support/mocks";

const listener = {
  ...{ type: ListenerType.Mqtt, name: "default", port: 1883, servicePort: 1883, options: {} },
  ...{ exposed: true, secure: false, psk: false, proxyProtocol: false },
  authentication: true,
};

describe("Typed authentication", () => {
  const line = releaseLine({ major: 5, minor: 8 }, Edition.OpenSource)!;
  const isCovered = (given: object, authentication: { listeners?: string[] }[]) =>
    isAuthenticated(
      { ...listener, ...given },
      {
        line,
        authentication: authenticationOf(authentication) as { global: boolean; byListener: string[] },
        clientCertificates: ClientCertificates.None,
        settings: [],
      },
    );
  const everywhere = [{}];
  const onOne = [{ listeners: ["mqtt-devices", "coap"] }];

  it("covers all MQTT listeners if an entry names none", () => {
    expect(isCovered({}, everywhere)).to.equal(true);
    expect(isCovered({}, [])).to.equal(false);
  });

  it("covers only the listeners that its entries name", () => {
    expect(isCovered({ name: "devices" }, onOne)).to.equal(true);
    expect(isCovered({}, onOne)).to.equal(false);
  });

  it("covers a gateway only if an entry names it", () => {
    expect(isCovered({ type: ListenerType.Coap }, everywhere)).to.equal(false);
    expect(isCovered({ type: ListenerType.Coap }, onOne)).to.equal(true);
  });

  it("does not cover a listener that switches it off", () => {
    expect(isCovered({ authentication: false }, everywhere)).to.equal(false);
  });
});

describe("The settings in HOCON text", () => {
  const cases: [title: string, text: string, ...paths: string[]][] = [
    ["paths with dots", "a.b = 1", "a.b"],
    ["nested objects", "a {\n b { c = 1 }\n}", "a.b.c"],
    ["objects after an equals sign", "a = {\n b: x\n}\nc = 2", "a.b", "c"],
    ["braces on the next line", "a\n{ b = 1 }", "a.b"],
    ["quoted names", '"a"."b" = "x { y = 1 }"', "a.b"],
    ["values on the next line", "a =\n  1\nb = 2", "a", "b"],
    ["settings on one line", "a { b = 1, c = 2 }, d = 3", "a.b", "a.c", "d"],
    ["lists, but not their content", "a = [{ b = 1 }, [2]]\nc += 3", "a", "c"],
    ["settings beside comments", "# a = 1\n// b = 2\nc = 3 # d = 4", "c"],
    ["substitutions", "a = ${b.c}\nd = 1", "a", "d"],
    ["text with quotes and lines", 'a = """b = 1\nc = 2"""\nd = 1', "a", "d"],
  ];
  for (const [title, text, ...paths] of cases) {
    it(`include ${title}`, () => {
      expect(textSettings(text).map(({ path }) => path)).to.deep.equal(paths);
    });
  }

  it("tell an empty list from others", () => {
    expect(textSettings("a = [\n]\nb = [1]\nc = false")).to.deep.equal([
      { path: "a", value: [] },
      { path: "b", value: "a list" },
      { path: "c", value: "false" },
    ]);
  });
});

/** The warnings of a cluster, and its children. */
async function warningsOf(args?: EmqxClusterArgs) {
  const warnings: string[] = [];
  const log = pulumi.log as { warn: typeof pulumi.log.warn };
  const { warn } = log;
  log.warn = (message) => {
    warnings.push(message);
    return Promise.resolve();
  };
  try {
    const { resources } = await run(() => new EmqxCluster("emqx", args));
    return { warnings, children: parts(resources, "emqx").children };
  } finally {
    log.warn = warn;
  }
}

describe("A cluster that is not exposed", () => {
  it("keeps its objects, and warns once of the listeners that let anybody in", async () => {
    const { warnings, children } = await warningsOf();
    expect(warnings).to.deep.equal([
      'EmqxCluster "emqx": anybody in the Kubernetes cluster may connect without a login to: mqtt, ws. Set authentication, or accept this with ' +
        'acceptedExposures: ["openListener"].',
    ]);
    // Secrets are generated anew each time.
    const objects = (among: typeof children) =>
      among.filter(({ type }) => !type.endsWith(":Secret")).map(({ type, inputs }) => ({ type, inputs }));
    const accepting = await deploy({ acceptedExposures: Object.values(Exposure) });
    expect(children).to.have.length(defaultChildren.length);
    expect(objects(children)).to.deep.equal(objects(accepting.children));
  });

  it("warns of no listener that authenticates clients, or that is accepted", async () => {
    const env = { EMQX_AUTHENTICATION__1__MECHANISM: "jwt" };
    expect((await warningsOf({ env })).warnings).to.deep.equal([]);
    const acceptedExposures = [Exposure.OpenListener];
    expect((await warningsOf({ acceptedExposures })).warnings).to.deep.equal([]);
  });
});
