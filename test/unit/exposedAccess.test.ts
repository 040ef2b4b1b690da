import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type EmqxClusterArgs, Exposure } from "../../components/index";
import { deploy, refusal } from "./support/cluster";
import { notKnownYet } from "./support/mocks";

const loadBalancer = { type: "LoadBalancer" } as const;
const hosts = ["mqtt.example.com"];
const mqtt = { type: "mqtt" } as const;
const mqtts = { type: "mqtts" } as const;
const tls = { secretName: "cert" };
const mutual = { ...tls, clientCertificates: "required" } as const;
const { OpenListener, PlainMqtt, PlainDashboard, ProxyProtocol } = Exposure;
const all = Object.values(Exposure);

/** The exposures that a preview rejects, with the paths of the arguments, such as `service openListener`. */
async function rejected(args: EmqxClusterArgs): Promise<string[]> {
  const error = await deploy({ acceptedExposures: [], ...args }).then(
    () => undefined,
    (reason: Error) => reason,
  );
  const problems = error?.message.split("\n").slice(1) ?? [];
  return problems.map((problem) => {
    const [, path, exposure] = /^ {2}(\S+): .*acceptedExposures: \["(\w+)"\]$/.exec(problem) ?? [];
    return exposure ? `${path} ${exposure}` : problem;
  });
}

type Case = [title: string, args: EmqxClusterArgs, ...rejected: string[]];

function check(cases: Case[]): void {
  for (const [title, args, ...expected] of cases) {
    it(title, async () => {
      expect(await rejected(args)).to.deep.equal(expected);
    });
  }
}

describe("A listener that lets anybody in", () => {
  check([
    [
      "is rejected at a load balancer",
      { listeners: [mqtts], tls, service: loadBalancer },
      "service openListener",
    ],
    ["is rejected on node ports", { service: { type: "NodePort" } }, "service openListener"],
    [
      "is rejected at external IP addresses",
      { service: { externalIPs: ["10.1.2.3"] } },
      "service openListener",
    ],
    [
      "is rejected at an internal load balancer, which others in the network can reach",
      {
        service: { ...loadBalancer, annotations: { "networking.gke.io/load-balancer-type": "Internal" } },
      },
      "service openListener",
    ],
    [
      "is rejected in an extra Service",
      {
        listeners: [mqtts],
        tls,
        extraServices: [{ name: "public", listeners: ["mqtts"], type: "LoadBalancer" }],
      },
      "extraServices[0] openListener",
    ],
    [
      "is rejected behind an Ingress",
      { ingress: { websocket: { hosts, tlsSecretName: "web" } } },
      "ingress.websocket openListener",
    ],
    [
      "is rejected behind a Gateway",
      { tls, routes: { mqtts: { gateways: [{ name: "public" }], hostnames: hosts } } },
      "routes.mqtts openListener",
    ],
    [
      "is rejected behind a Gateway even if only the internal Service has it",
      {
        listeners: [mqtt, { type: "ws", exposed: false }],
        internalService: {},
        routes: { websocket: { gateways: [{ name: "public", sectionName: "https" }] } },
      },
      "routes.websocket openListener",
    ],
    ["is accepted inside the Kubernetes cluster", {}],
    [
      "is accepted if it is not exposed",
      {
        listeners: [mqtts, { type: "mqtt", exposed: false }],
        internalService: {},
        tls: mutual,
        service: loadBalancer,
      },
    ],
    [
      "is accepted if acceptedExposures says so",
      { listeners: [mqtts], tls, service: loadBalancer, acceptedExposures: [OpenListener] },
    ],
  ]);

  it("is named in the message, with the way in and all ways out", async () => {
    const args = { service: loadBalancer, acceptedExposures: [PlainMqtt] };
    expect(await refusal(args)).to.equal(
      'EmqxCluster "emqx" has invalid arguments:\n  service: the load balancer would let anybody connect to mqtt and ws; set authentication, ' +
        'tls.clientCertificates: "required" for listeners with TLS, or exposed: false on the listener. To accept this, set ' +
        'acceptedExposures: ["openListener"]',
    );
  });

  it("is rejected as soon as the type of the Service is known", async () => {
    const type = pulumi.output<"NodePort">("NodePort");
    expect(await rejected({ service: { type } })).to.deep.equal(["service openListener"]);
  });

  it("leaves the type of a Service unknown until its settings are known", async () => {
    const env = { EMQX_AUTHENTICATION__1__MECHANISM: notKnownYet<string>() };
    const { clientService } = await deploy({ service: loadBalancer, env }, { preview: true });
    expect(clientService.unknowns).to.include("spec.type");
    const inside = await deploy({ env }, { preview: true });
    expect(inside.clientService.inputs.spec.type).to.equal("ClusterIP");
  });
});

describe("A listener that authenticates clients", () => {
  const exposed = { listeners: [mqtts], tls, service: loadBalancer };
  const fixed = (settings: object): EmqxClusterArgs => ({ ...exposed, configuration: { fixed: settings } });
  const authentication = [{ mechanism: "jwt" }];
  const line4 = { listeners: [mqtts], tls, service: loadBalancer, image: "emqx/emqx:4.4.19" };
  const open = "service openListener";
  check([
    ["may require client certificates", { ...exposed, tls: mutual }],
    [
      "may not only ask for client certificates",
      { ...exposed, tls: { ...tls, clientCertificates: "optional" } },
      open,
    ],
    [
      "may use pre-shared keys",
      {
        listeners: [{ type: "mqtts", psk: true }],
        tls: { psk: { name: "devices", key: "keys" } },
        service: loadBalancer,
      },
    ],
    ["may use a chain from env", { ...exposed, env: { EMQX_AUTHENTICATION__1__MECHANISM: "jwt" } }],
    ["may not use an empty chain", { ...exposed, env: { EMQX_AUTHENTICATION: "[]" } }, open],
    [
      "may use a chain from secretEnv",
      { ...exposed, secretEnv: { EMQX_AUTHENTICATION: { name: "authentication", key: "chain" } } },
    ],
    [
      "may use a chain of its own",
      { ...exposed, env: { EMQX_LISTENERS__SSL__DEFAULT__AUTHENTICATION__1__MECHANISM: "jwt" } },
    ],
    [
      "may not use the chain of another listener",
      { ...exposed, env: { EMQX_LISTENERS__TCP__DEFAULT__AUTHENTICATION__1__MECHANISM: "jwt" } },
      open,
    ],
    ["may use a chain from a file", fixed({ authentication })],
    ["may not use an empty chain from a file", fixed({ authentication: [] }), open],
    [
      "may not use a chain without an enabled entry",
      fixed({ authentication: [{ mechanism: "jwt", enable: false }] }),
      open,
    ],
    ["may use its own chain from a file", fixed({ listeners: { ssl: { default: { authentication } } } })],
    [
      "may use a chain from HOCON",
      { ...exposed, configuration: { baseHocon: "authentication = [{enable = true}]" } },
    ],
    [
      "may not use a chain that is commented out",
      { ...exposed, configuration: { fixedHocon: "# authentication = [{}]\nmqtt.max_qos = 1" } },
      open,
    ],
    [
      "may use a chain in its options",
      { ...exposed, listeners: [{ type: "mqtts", options: { authentication } }] },
    ],
    [
      "may not switch it off",
      {
        ...exposed,
        listeners: [{ type: "mqtts", authentication: false }],
        authentication: [{ builtInDatabase: {} }],
      },
      open,
    ],
    ["may use entries of authentication", { ...exposed, authentication: [{ builtInDatabase: {} }] }],
    ["may refuse anonymous clients on EMQX 4.x", { ...line4, env: { EMQX_ALLOW_ANONYMOUS: "false" } }],
    [
      "may not allow anonymous clients in the zone of EMQX 4.x",
      {
        ...line4,
        env: { EMQX_ALLOW_ANONYMOUS: "false", EMQX_ZONE__EXTERNAL__ALLOW_ANONYMOUS: "true" },
      },
      open,
    ],
    ["may not use EMQX 4.x without a setting", line4, open],
  ]);

  const gateway: EmqxClusterArgs = {
    listeners: [{ type: "stomp", secure: true }],
    tls,
    service: loadBalancer,
  };
  check([
    [
      "may not be a gateway that only the global chain would cover",
      { ...gateway, env: { EMQX_AUTHENTICATION__1__MECHANISM: "jwt" } },
      open,
    ],
    [
      "may be a gateway with its own chain",
      { ...gateway, env: { EMQX_GATEWAY__STOMP__AUTHENTICATION__MECHANISM: "jwt" } },
    ],
    [
      "may be a gateway whose listener has a chain",
      { ...gateway, env: { EMQX_GATEWAY__STOMP__LISTENERS__SSL__DEFAULT__AUTHENTICATION__MECHANISM: "jwt" } },
    ],
  ]);

  it("must be accepted if its authentication is in a file or Secret that cannot be checked", async () => {
    const args: EmqxClusterArgs = {
      ...exposed,
      configuration: { fixedFrom: { secretName: "emqx-conf", key: "emqx.conf" } },
      envFromSecrets: ["more"],
    };
    expect(await refusal({ ...args, acceptedExposures: [] })).to.include(
      "The content of configuration.fixedFrom and envFromSecrets cannot be checked. To accept this",
    );
    expect(await rejected({ ...args, acceptedExposures: [OpenListener] })).to.deep.equal([]);
  });
});

describe("A listener without TLS", () => {
  const acceptedExposures = [OpenListener];
  const service = (more: object): EmqxClusterArgs => ({
    listeners: [mqtt],
    service: { ...loadBalancer, dashboard: false, ...more },
    acceptedExposures,
  });
  const annotated = (annotations: Record<string, string>) => service({ annotations });
  const aws = "service.beta.kubernetes.io/aws-load-balancer";
  const plain = "service plainMqtt";
  check([
    ["is rejected at a public load balancer", service({}), plain],
    [
      "is rejected at a public external IP address",
      service({ type: "ClusterIP", externalIPs: ["8.8.8.8"] }),
      plain,
    ],
    ["is rejected if it is a gateway", { ...service({}), listeners: [{ type: "coap" }] }, plain],
    ["is accepted on node ports", service({ type: "NodePort" })],
    [
      "is accepted at a private external IP address",
      service({ type: "ClusterIP", externalIPs: ["10.0.0.1"] }),
    ],
    ["is accepted at an internal load balancer on AWS", annotated({ [`${aws}-scheme`]: "internal" })],
    [
      "is accepted at an internal load balancer on Azure",
      annotated({ "service.beta.kubernetes.io/azure-load-balancer-internal": "true" }),
    ],
    [
      "is rejected if the annotation says that the load balancer is public",
      annotated({ [`${aws}-internal`]: "false" }),
      plain,
    ],
    ["is accepted for clients from private networks", service({ loadBalancerSourceRanges: ["10.0.0.0/8"] })],
    [
      "is rejected for clients from a public network",
      service({ loadBalancerSourceRanges: ["10.0.0.0/8", "8.8.8.0/24"] }),
      plain,
    ],
    ["is accepted if the load balancer terminates TLS", annotated({ [`${aws}-ssl-cert`]: "arn" })],
    [
      "is accepted if the load balancer terminates TLS at its port",
      annotated({ [`${aws}-ssl-cert`]: "arn", [`${aws}-ssl-ports`]: "mqtt, 443" }),
    ],
    [
      "is rejected if the load balancer terminates TLS at another port",
      annotated({ [`${aws}-ssl-cert`]: "arn", [`${aws}-ssl-ports`]: "443" }),
      plain,
    ],
    [
      "is accepted if acceptedExposures says so",
      { ...service({}), acceptedExposures: [OpenListener, PlainMqtt] },
    ],
    [
      "is rejected behind an Ingress without TLS",
      { ingress: { websocket: { hosts } }, acceptedExposures },
      "ingress.websocket plainMqtt",
    ],
    [
      "is accepted behind an Ingress with TLS",
      { ingress: { websocket: { hosts, tlsSecretName: "web" } }, acceptedExposures },
    ],
    [
      "is accepted behind an Ingress whose annotations set a certificate",
      {
        ingress: {
          websocket: { hosts, annotations: { "alb.ingress.kubernetes.io/certificate-arn": "arn" } },
        },
        acceptedExposures,
      },
    ],
    [
      "is rejected behind all listeners of a Gateway",
      { routes: { websocket: { gateways: [{ name: "public" }] } }, acceptedExposures },
      "routes.websocket plainMqtt",
    ],
    [
      "is rejected behind a listener of a Gateway that is not named after TLS",
      { routes: { mqtt: { gateways: [{ name: "public", sectionName: "mqtt" }] } }, acceptedExposures },
      "routes.mqtt plainMqtt",
    ],
    [
      "is accepted behind a listener of a Gateway that is named after TLS",
      {
        routes: {
          mqtt: { gateways: [{ name: "public", sectionName: "mqtt-tls" }] },
          websocket: { gateways: [{ name: "public", sectionName: "https" }] },
        },
        acceptedExposures,
      },
    ],
  ]);
});

describe("The dashboard without TLS", () => {
  const acceptedExposures = [OpenListener, PlainMqtt];
  const dashboard = (more: object): EmqxClusterArgs => ({ dashboardService: more, acceptedExposures });
  check([
    ["is rejected at a public load balancer", dashboard(loadBalancer), "dashboardService plainDashboard"],
    ["is rejected on node ports", dashboard({ type: "NodePort" }), "dashboardService plainDashboard"],
    [
      "is rejected in the client Service",
      { service: { ...loadBalancer, dashboard: true }, acceptedExposures },
      "service plainDashboard",
    ],
    [
      "is rejected behind an Ingress without TLS",
      { ingress: { dashboard: { hosts } }, acceptedExposures },
      "ingress.dashboard plainDashboard",
    ],
    [
      "is rejected behind a Gateway without TLS",
      { routes: { dashboard: { gateways: [{ name: "public" }] } }, acceptedExposures },
      "routes.dashboard plainDashboard",
    ],
    ["is accepted inside the Kubernetes cluster", dashboard({})],
    [
      "is accepted behind an Ingress with TLS",
      { ingress: { dashboard: { hosts, tlsSecretName: "web" } }, acceptedExposures },
    ],
    [
      "is accepted at an internal load balancer",
      dashboard({ ...loadBalancer, loadBalancerSourceRanges: ["fd00::/8"] }),
    ],
    ["is accepted if it uses TLS", { ...dashboard(loadBalancer), tls: { ...tls, dashboard: true } }],
    [
      "is accepted if acceptedExposures says so",
      { ...dashboard(loadBalancer), acceptedExposures: [...acceptedExposures, PlainDashboard] },
    ],
  ]);
});

describe("The PROXY protocol", () => {
  const acceptedExposures = all.filter((exposure) => exposure !== ProxyProtocol);
  const proxied = { type: "mqtt", proxyProtocol: true } as const;
  const listeners = [proxied];
  const untrusted = "listeners[0].proxyProtocol proxyProtocol";
  const clients = [{ podSelector: { matchLabels: { app: "proxy" } } }];
  check([
    ["is rejected on node ports", { listeners, service: { type: "NodePort" }, acceptedExposures }, untrusted],
    ["is rejected if any pod can connect", { listeners, acceptedExposures }, untrusted],
    [
      "is rejected if all networks can connect",
      {
        listeners,
        networkPolicy: { clients: [{ ipBlock: { cidr: "0.0.0.0/0" } }] },
        acceptedExposures,
      },
      untrusted,
    ],
    [
      "is rejected if clients also connect to external IP addresses",
      { listeners, service: { ...loadBalancer, externalIPs: ["10.0.0.1"] }, acceptedExposures },
      untrusted,
    ],
    [
      "is rejected on a listener that is not exposed, which any pod can reach",
      {
        listeners: [{ ...proxied, exposed: false }, { type: "ws" }],
        networkPolicy: { clients },
        acceptedExposures,
      },
      untrusted,
    ],
    ["is accepted at a load balancer", { listeners, service: loadBalancer, acceptedExposures }],
    [
      "is accepted if only the proxy can connect",
      { listeners, networkPolicy: { clients }, acceptedExposures },
    ],
    ["is accepted if acceptedExposures says so", { listeners, acceptedExposures: all }],
  ]);
});
