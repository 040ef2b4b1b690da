import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { load, loadAll } from "js-yaml";
import { drawCluster } from "../../components/drawing/cluster";
import { type Manifest, parseManifests } from "../../components/drawing/manifests";
import { toMermaid } from "../../components/drawing/mermaid";
import type { Picture } from "../../components/drawing/picture";
import { toSvg } from "../../components/drawing/svg";
import { DiscoveryStrategy, type EmqxClusterArgs, ListenerType, ServiceType } from "../../components/index";
import { toYaml } from "../../local/manifests";
import { render } from "../support/manifests";

const root = join(__dirname, "../..");
const full = readFileSync(join(root, "test/golden/full.yaml"), "utf8");

async function draw(args: EmqxClusterArgs): Promise<Picture> {
  const { objects } = await render(args);
  return drawCluster(parseManifests(toYaml(objects), "the manifests"));
}

/** All boxes, each as one line of text. */
function boxes({ boxes: all }: Picture): string[] {
  return all.map(({ lines }) => textOf(lines));
}

/** All arrows, each with the first lines of its boxes: `Service emqx -> StatefulSet emqx: 1883`. */
function arrows(picture: Picture): string[] {
  const titles = new Map(picture.boxes.map(({ id, lines }) => [id, textOf(lines.slice(0, 1))]));
  return picture.arrows.map(
    ({ from, to, label }) => `${titles.get(from)} -> ${titles.get(to)}: ${label.join(", ")}`,
  );
}

function textOf(lines: Picture["boxes"][number]["lines"]): string {
  return lines.map(({ text, name }) => [text, name].filter(Boolean).join(" ")).join("; ");
}

describe("The picture of a default cluster", () => {
  it("shows which clients connect to the pods, at which ports, through which Service", async () => {
    expect(arrows(await draw({}))).to.include.members([
      "Clients in Kubernetes -> Service emqx: 1883 mqtt, 8083 ws, 18083 dashboard",
      "Service emqx -> StatefulSet emqx: 1883, 8083, 18083",
      "Service emqx-headless -> StatefulSet emqx: 1883, 8083, 18083, 4370, 5369",
    ]);
  });

  it("shows pods, image, disruption budget and volumes", async () => {
    expect(boxes(await draw({}))).to.include.members([
      "StatefulSet emqx; pods emqx-0 to emqx-2; emqx/emqx:5.8.9; PodDisruptionBudget emqx; maxUnavailable 1",
      "PersistentVolumeClaim; emqx-data-emqx-0 to emqx-data-emqx-2; 1Gi",
    ]);
  });

  it("shows which requests to the Kubernetes API are allowed", async () => {
    expect(arrows(await draw({}))).to.include.members([
      "StatefulSet emqx -> ServiceAccount emqx: has token of",
      "ServiceAccount emqx -> Kubernetes API: 443, get endpoints emqx-headless, get statefulsets/scale emqx",
    ]);
  });

  it("shows what the NetworkPolicy allows", async () => {
    expect(boxes(await draw({}))).to.include(
      "NetworkPolicy emqx; from its own pods: 4370, 5369, 18083; from anyone: 1883, 8083; from anyone: 18083",
    );
  });

  it("has Secrets that are referenced but not rendered", async () => {
    const { objects } = await render({});
    const rendered = objects.filter(({ kind }) => kind !== "Secret") as unknown as Manifest[];
    expect(boxes(drawCluster(rendered)).join()).to.include("Secret emqx-cookie; Secret emqx-credentials");
  });

  it("agrees with the picture in the README in objects and ports", async () => {
    const simplified = /```mermaid\n([^]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))![1];
    const ports = (text: string) => [...new Set(text.match(/\b\d{3,5}\b/g))].sort();
    const complete = toMermaid(await draw({}));
    expect(ports(simplified)).to.deep.equal(ports(complete));
    for (const kind of new Set((await render({})).objects.map((object) => object.kind))) {
      expect(simplified, kind).to.include(kind === "PersistentVolumeClaim" ? "PVC" : kind);
    }
  });
});

describe("The picture of a cluster", () => {
  it("shows no Kubernetes API for pods without a token", async () => {
    const picture = await draw({ discovery: { strategy: DiscoveryStrategy.Dns } });
    expect(boxes(picture)).not.to.include("Kubernetes API");
    expect(arrows(picture)).to.include("StatefulSet emqx -> ServiceAccount emqx: runs as");
  });

  it("shows clients outside Kubernetes, node ports, and ports that the Service maps to others", async () => {
    const picture = await draw({
      service: { type: ServiceType.NodePort },
      listeners: [{ type: ListenerType.Mqtt, port: 1884, servicePort: 1883, nodePort: 31883 }],
    });
    expect(arrows(picture)).to.include.members([
      "Clients outside Kubernetes -> Service emqx: 1883 mqtt (node port 31883)",
      "Service emqx -> StatefulSet emqx: 1884",
    ]);
  });

  it("marks ports that are not TCP", async () => {
    const picture = await draw({ listeners: [{ type: ListenerType.Coap }] });
    expect(arrows(picture).join("\n")).to.include("5683/UDP coap");
  });

  const picture = drawCluster(parseManifests(full, "full.yaml"));

  it("shows Ingresses and routes with hosts, paths and Gateways", () => {
    expect(arrows(picture)).to.include.members([
      "Clients outside Kubernetes -> Ingress mqtt-dashboard: 443, emqx.example.com",
      "Ingress mqtt-websocket -> Service mqtt: 8083 /mqtt",
      "Gateway gateways/public -> TLSRoute mqtt-mqtts: mqtt.example.com",
      "TLSRoute mqtt-mqtts -> Service mqtt: 8884",
    ]);
  });

  it("shows replicants, their autoscaler, and monitors", () => {
    expect(boxes(picture).join("\n")).to.match(
      /Deployment mqtt-replicant;.*HorizontalPodAutoscaler mqtt-replicant; 4 to 12 pods/,
    );
    expect(arrows(picture)).to.include.members([
      "PodMonitor mqtt -> Prometheus: configures",
      "Prometheus -> Deployment mqtt-replicant: 18084 /api/v5/prometheus/stats",
    ]);
  });

  it("names the peers of a NetworkPolicy", () => {
    const policy = boxes(picture).find((text) => text.startsWith("NetworkPolicy"));
    expect(policy).to.include("from 10.0.0.0/8: 1883, 8884, 8083, 14567/UDP, 5683/UDP, 33033");
    expect(policy).to.include("from all namespaces: 1884; from namespace operators: 18084");
    expect(policy).to.include("to anyone: 53/UDP, 53");
  });

  it("names the Certificate that a Secret comes from", () => {
    expect(boxes(picture).join("\n")).to.include("Secret mqtt-tls; from Certificate mqtt-tls");
  });

  it("leaves out no object", () => {
    const drawn = boxes(picture).join("\n");
    for (const { kind, metadata } of loadAll(full) as Manifest[]) {
      const isOfTemplate = kind === "PersistentVolumeClaim";
      expect(drawn).to.include(
        isOfTemplate ? "emqx-data-mqtt-0 to emqx-data-mqtt-2" : `${kind} ${metadata.name}`,
      );
    }
  });

  it("has two boxes for each arrow", () => {
    const ids = picture.boxes.map(({ id }) => id);
    expect(
      picture.arrows.flatMap(({ from, to }) => [from, to]).filter((id) => !ids.includes(id)),
    ).to.deep.equal([]);
  });

  it("keeps clusters of the same name in different namespaces apart", () => {
    const manifests = parseManifests(
      `${full}---\n${full.replaceAll("namespace: messaging", "namespace: other")}`,
      "",
    );
    const services = arrows(drawCluster(manifests)).filter((text) => text.startsWith("Service mqtt-vpc ->"));
    expect(services).to.have.length(2);
  });

  for (const [format, write] of Object.entries({ Mermaid: toMermaid, SVG: toSvg })) {
    it(`as ${format} has no values of Secrets and ConfigMaps`, () => {
      const text = write(picture);
      const values = (loadAll(full) as { kind: string; data?: Record<string, string> }[])
        .filter(({ kind }) => ["Secret", "ConfigMap"].includes(kind))
        .flatMap(({ data = {} }) => Object.values(data))
        .filter((value) => value.length > 8);
      expect(values).to.include("passwordForTests");
      expect(values.filter((value) => text.includes(value))).to.deep.equal([]);
    });

    it(`as ${format} is the same for the same manifests`, () => {
      expect(write(drawCluster(parseManifests(full, "full.yaml")))).to.equal(write(picture));
    });
  }
});

describe("A picture", () => {
  const picture: Picture = {
    boxes: [
      { id: "a", shape: "actor", lines: [{ text: "Clients" }] },
      { id: "b", shape: "object", lines: [{ text: "Ingress", name: "emqx" }, { text: 'path "/<a&b>#"' }] },
      { id: "c", shape: "storage", lines: [{ text: "claim" }] },
    ],
    arrows: [
      { from: "a", to: "b", label: ["443"], meaning: "traffic" },
      { from: "b", to: "c", label: [], meaning: "reference" },
    ],
  };

  it("is a Mermaid flowchart with a node for each box and a link for each arrow", () => {
    expect(toMermaid(picture)).to.equal(
      [
        "flowchart TD",
        '  a(["Clients"])',
        '  b["Ingress <b>emqx</b><br>path #34;/#60;a#38;b#62;#35;#34;"]',
        '  c[("claim")]',
        '  a -->|"443"| b',
        "  b -.-> c",
        "",
      ].join("\n"),
    );
  });

  it("is an SVG with every text, escaped, and dashes for references", () => {
    const svg = toSvg(picture);
    expect(svg).to.match(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).to.include(">path &#34;/&#60;a&#38;b&#62;#&#34;</text>");
    expect(svg).to.include('Ingress <tspan font-weight="bold">emqx</tspan>');
    expect(svg.match(/<path d="M[^>]*marker-end/g)).to.have.length(2);
    expect(svg.match(/stroke-dasharray/g)).to.have.length(1);
  });
});

describe("Manifests", () => {
  it("may be several documents, with empty ones among them", () => {
    expect(parseManifests(`---\n${full}---\n`, "full.yaml")).to.have.length(loadAll(full).length);
  });

  it("may be in a List, as kubectl writes it", () => {
    const items = loadAll(full);
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    expect(parseManifests(list, "the list")).to.deep.equal(items);
    expect((load(list) as { kind: string }).kind).to.equal("List");
  });

  it("are rejected with their place if they are no objects of Kubernetes", () => {
    expect(() => parseManifests("kind: Service\n", "a.yaml")).to.throw(
      "a.yaml, document 1 is not a Kubernetes object: it needs kind and metadata.name.",
    );
    expect(() => parseManifests("just text", "a.yaml")).to.throw(
      "a.yaml, document 1 is not a Kubernetes object",
    );
  });

  it("are rejected if they are not valid YAML", () => {
    expect(() => parseManifests("a: [", "a.yaml")).to.throw("a.yaml is not valid YAML");
  });
});
