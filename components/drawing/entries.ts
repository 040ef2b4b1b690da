import type { types } from "@pulumi/kubernetes";
import { type Manifest, namespaceOf, ofKind } from "./manifests";
import { actor, type Arrow, asLines, boxId, joined, objectBox, type Part } from "./picture";
import { outside, serviceFor } from "./services";

type Ingress = Manifest<types.output.networking.v1.IngressSpec>;

/** A route of the Gateway API. */
type Route = Manifest<{
  parentRefs?: { name: string; namespace?: string; sectionName?: string }[];
  hostnames?: string[];
  rules?: {
    matches?: { path?: { value?: string } }[];
    backendRefs?: { name: string; port?: number }[];
  }[];
}>;

const routeKinds = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"];

/** Ingresses and routes, with the Services that they lead to. */
export function drawEntries(manifests: Manifest[]): Part {
  const ingresses = ofKind<Ingress>(manifests, "Ingress");
  const routes = ofKind<Route>(manifests, ...routeKinds);
  return joined([
    ...ingresses.map((ingress) => drawIngress(manifests, ingress)),
    ...routes.map((route) => drawRoute(manifests, route)),
  ]);
}

function drawIngress(manifests: Manifest[], ingress: Ingress): Part {
  const { ingressClassName, rules = [], tls = [] } = ingress.spec;
  const secrets = tls.map(({ secretName }) => secretName).filter(Boolean);
  const box = objectBox(
    ingress,
    ...(ingressClassName ? [`class ${ingressClassName}`] : []),
    ...secrets.map((name) => `TLS from Secret ${name}`),
  );
  const hosts = rules.map(({ host }) => host ?? "any host");
  const paths = rules.flatMap(({ http }) => http?.paths ?? []);
  const backends = paths.flatMap(({ path, backend: { service } }): Arrow[] => {
    const target = service && serviceFor(manifests, ingress, service.name);
    const { name, number } = service?.port ?? {};
    const port = number ?? target?.spec.ports.find((candidate) => candidate.name === name)?.port ?? name;
    return target ? [traffic(box.id, boxId(target), [`${port} ${path ?? "/"}`])] : [];
  });
  const entry = traffic(outside.id, box.id, asLines([tls.length > 0 ? "443" : "80", ...hosts]));
  return { boxes: [outside, box], arrows: [entry, ...withoutRepeats(backends)], shown: [ingress] };
}

function drawRoute(manifests: Manifest[], route: Route): Part {
  const { parentRefs = [], hostnames = [], rules = [] } = route.spec;
  const box = objectBox(route);
  const gateways = parentRefs.map(({ name, namespace = namespaceOf(route), sectionName }) => ({
    gateway: actor(`Gateway ${namespace}/${name}`),
    label: asLines([...(sectionName ? [`listener ${sectionName}`] : []), ...hostnames]),
  }));
  const backends = rules.flatMap(({ matches = [], backendRefs = [] }) =>
    backendRefs.flatMap(({ name, port }): Arrow[] => {
      const target = serviceFor(manifests, route, name);
      const paths = matches.flatMap(({ path }) => path?.value ?? []);
      const label = [`${port ?? ""} ${paths.join(", ")}`.trim()];
      return target ? [traffic(box.id, boxId(target), label)] : [];
    }),
  );
  return {
    boxes: [outside, ...gateways.map(({ gateway }) => gateway), box],
    arrows: [
      ...gateways.map(({ gateway }) => traffic(outside.id, gateway.id, [])),
      ...gateways.map(({ gateway, label }) => traffic(gateway.id, box.id, label)),
      ...withoutRepeats(backends),
    ],
    shown: [route],
  };
}

function traffic(from: string, to: string, label: string[]): Arrow {
  return { from, to, label, meaning: "traffic" };
}

/** Hosts of one Ingress mostly lead to the same Service. */
function withoutRepeats(arrows: Arrow[]): Arrow[] {
  return [...new Map(arrows.map((arrow) => [`${arrow.to} ${arrow.label.join()}`, arrow])).values()];
}
