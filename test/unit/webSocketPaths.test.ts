import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Edition, type EmqxClusterArgs, ListenerType } from "../../components/index";
import { deploy, optionalChild, refusal } from "./support/cluster";

const { Ws, Ocpp } = ListenerType;
const exposed: EmqxClusterArgs = {
  ingress: { websocket: { hosts: ["ws.example.com"] } },
  routes: { websocket: { gateways: [{ name: "public" }] } },
};

interface HttpRoute {
  spec: { rules: { matches: { path: { value: string } }[] }[] };
}
interface Ingress {
  spec: { rules: { http: { paths: { path: string }[] } }[] };
}

/** The path of MQTT over WebSocket, in all places where it appears. */
async function paths(args: EmqxClusterArgs) {
  const cluster = await deploy({ ...exposed, ...args });
  return {
    endpoint: new URL(cluster.outputs.endpoints.ws).pathname,
    ingress: optionalChild<Ingress>(cluster, "Ingress")!.inputs.spec.rules[0].http.paths[0].path,
    route: optionalChild<HttpRoute>(cluster, "HTTPRoute")!.inputs.spec.rules[0].matches[0].path.value,
  };
}

describe("The path of MQTT over WebSocket", () => {
  const file = { listeners: { ws: { default: { websocket: { mqtt_path: "/ws" } } } } };
  const given: [title: string, args: EmqxClusterArgs][] = [
    [
      "an option of the listener",
      { listeners: [{ type: Ws, options: { websocket: { mqtt_path: "/ws" } } }] },
    ],
    ["env", { env: { EMQX_LISTENERS__WS__DEFAULT__WEBSOCKET__MQTT_PATH: "/ws" } }],
    ["env in lower case", { env: { EMQX_listeners__ws__default__websocket__mqtt_path: "/ws" } }],
    ["env as HOCON text", { env: { EMQX_LISTENERS__WS__DEFAULT__WEBSOCKET__MQTT_PATH: '"/ws"' } }],
    [
      "env as an output",
      { env: pulumi.output({ EMQX_LISTENERS__WS__DEFAULT__WEBSOCKET__MQTT_PATH: "/ws" }) },
    ],
    ["the key of 4.x", { image: "emqx/emqx:4.4.19", env: { EMQX_LISTENER__WS__EXTERNAL__MQTT_PATH: "/ws" } }],
    ["configuration.base", { configuration: { base: file } }],
    ["configuration.fixed", { configuration: { fixed: file } }],
  ];
  for (const [title, args] of given) {
    it(`is taken from ${title} for endpoints, Ingress and route`, async () => {
      expect(await paths(args)).to.deep.equal({ endpoint: "/ws", ingress: "/ws", route: "/ws" });
    });
  }

  it("is EMQX's default even if another listener sets its own", async () => {
    const listeners = [
      { type: Ws },
      { type: Ws, name: "own", port: 8085, options: { websocket: { mqtt_path: "/own" } } },
    ];
    expect(await paths({ listeners })).to.deep.equal({ endpoint: "/mqtt", ingress: "/mqtt", route: "/mqtt" });
    const { outputs } = await deploy({ listeners });
    expect(outputs.endpoints["ws-own"]).to.match(/:8085\/own$/);
  });

  it("can be overridden in an Ingress and a route", async () => {
    const args: EmqxClusterArgs = {
      env: { EMQX_LISTENERS__WS__DEFAULT__WEBSOCKET__MQTT_PATH: "/ws" },
      ingress: { websocket: { hosts: ["ws.example.com"], path: "/a" } },
      routes: { websocket: { gateways: [{ name: "public" }], path: "/b" } },
    };
    expect(await paths(args)).to.deep.equal({ endpoint: "/ws", ingress: "/a", route: "/b" });
  });

  it("keeps endpoints known in a preview if other variables are unknown", async () => {
    const { outputs } = await deploy({ env: { EMQX_A: pulumi.output("x") } }, { preview: true });
    expect(outputs.endpoints).to.include({ ws: "ws://emqx.default.svc.cluster.local:8083/mqtt" });
  });

  it("of OCPP is taken from the listener's option", async () => {
    const options = { websocket: { path: "/charge" } };
    const { outputs } = await deploy({ edition: Edition.Enterprise, listeners: [{ type: Ocpp, options }] });
    expect(outputs.endpoints.ocpp).to.match(/:33033\/charge$/);
  });

  const variable = "EMQX_LISTENERS__WS__DEFAULT__WEBSOCKET__MQTT_PATH";
  const refused: [path: string, args: EmqxClusterArgs][] = [
    [`secretEnv.${variable}`, { secretEnv: { [variable]: { name: "s", key: "k" } } }],
    ["pods.env[0].name", { pods: { env: [{ name: variable, value: "/ws" }] } }],
    [
      "listeners[0].options.websocket",
      { listeners: [{ type: Ws, options: { websocket: { mqtt_path: "ws" } } }] },
    ],
  ];
  for (const [path, args] of refused) {
    it(`is rejected in ${path}, where Services and Ingresses cannot follow it`, async () => {
      expect(await refusal(args)).to.include(`\n  ${path}: `);
    });
  }
});
