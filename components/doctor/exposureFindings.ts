import type { types } from "@pulumi/kubernetes";
import { settingOf } from "../emqx/configuration";
import { hasChain, isSwitchedOff, refusesAnonymous } from "../emqx/openListeners";
import { type RawSetting, textSettings, variableSettings } from "../emqx/rawSettings";
import { brokerContainer } from "../kubernetes/podTemplate";
import { type Finding, warning } from "./finding";
import type { ClusterState } from "./readCluster";

type ServiceSpec = types.output.core.v1.ServiceSpec;
type IngressSpec = types.output.networking.v1.IngressSpec;

/** The variables of the broker and its files, as far as ConfigMaps contain them. */
interface Visible {
  variables: Record<string, string | undefined>;
  settings: RawSetting[];
}

/**
 * Warns of Services and Ingresses that expose listeners for which no authentication is visible. It may still be set where the doctor does
 * not look: in Secrets or in the dashboard.
 */
export function exposureFindings(cluster: ClusterState): Finding[] {
  const visible = readVisible(cluster);
  if (visible === undefined) {
    return [];
  }
  const broker = brokerOf(cluster);
  const open = (broker?.ports ?? [])
    .filter(({ containerPort, protocol }) => isOpen(containerPort, protocol, visible))
    .map(({ name }) => name);
  return (cluster.objects ?? []).flatMap((object) => {
    const ports = exposedPorts(object).filter((port) => open.includes(port));
    return ports.length === 0
      ? []
      : [
          warning(
            `${object.kind.toLowerCase()} ${object.metadata.name}`,
            `exposes ${[...new Set(ports)].join(", ")} outside the Kubernetes cluster, and the cluster's ConfigMaps set no authentication, so ` +
              "anybody may be able to connect",
            "Set authentication and run pulumi up. If clients authenticate by settings in the dashboard or in a Secret, ignore this.",
          ),
        ];
  });
}

function brokerOf({ statefulSet }: ClusterState) {
  return statefulSet.spec.template.spec.containers.find(({ name }) => name === brokerContainer);
}

/** Undefined if the ConfigMap with the variables cannot be read. */
function readVisible(cluster: ClusterState): Visible | undefined {
  const { configMaps = [], statefulSet } = cluster;
  const broker = brokerOf(cluster);
  const dataOf = (name: string | undefined): Record<string, string> | undefined =>
    configMaps.find(({ metadata }) => metadata.name === name)?.data;
  const fromMaps = (broker?.envFrom ?? [])
    .map(({ configMapRef }) => dataOf(configMapRef?.name))
    .filter((data) => data !== undefined);
  if (fromMaps.length === 0) {
    return undefined;
  }
  const own = Object.fromEntries((broker?.env ?? []).map(({ name, value }) => [name, value]));
  const variables = [...fromMaps, own].reduce<Visible["variables"]>((all, data) => ({ ...all, ...data }), {});
  const files = (statefulSet.spec.template.spec.volumes ?? []).flatMap(({ configMap, projected }) =>
    [configMap, ...(projected?.sources ?? []).map((source) => source.configMap)].flatMap((source) => {
      const data = dataOf(source?.name) ?? {};
      return [data["base.hocon"], data["emqx.conf"]].filter((text) => text !== undefined);
    }),
  );
  return { variables, settings: [...variableSettings(variables), ...files.flatMap(textSettings)] };
}

const listener5 = /^EMQX_(?:GATEWAY__(?<gateway>\w+?)__)?LISTENERS__(?<transport>[A-Z]+)__\w+__BIND$/;
const listener4 = /^EMQX_LISTENER__(?<transport>[A-Z]+)__[A-Z0-9_]+?$/;

/** Whether the port belongs to a listener for which no authentication is visible. */
function isOpen(port: number, protocol: string | undefined, { variables, settings }: Visible): boolean {
  return Object.entries(variables).some(([name, value]) => {
    const match = listener5.exec(name) ?? listener4.exec(name);
    const isUdp = ["QUIC", "UDP", "DTLS"].includes(match?.groups?.transport ?? "");
    if (!match || isUdp !== (protocol === "UDP") || !new RegExp(`(^|:)${port}$`).test(value ?? "")) {
      return false;
    }
    const prefix = name.replace(/__BIND$/, "");
    if (provesIdentity(prefix, variables)) {
      return false;
    }
    const path = settingOf(prefix) ?? "";
    return name.startsWith("EMQX_LISTENER__")
      ? !refusesAnonymous(settings)
      : isSwitchedOff(settings, path) || !hasChain(settings, path, match.groups?.gateway?.toLowerCase());
  });
}

/** Whether a listener requires client certificates or pre-shared keys. */
function provesIdentity(prefix: string, variables: Visible["variables"]): boolean {
  const options = ["", "__SSL_OPTIONS", "__DTLS_OPTIONS"].map((place) => `${prefix}${place}`);
  return options.some(
    (place) =>
      variables[`${place}__FAIL_IF_NO_PEER_CERT`] === "true" ||
      (place.includes("__QUIC__") && variables[`${place}__VERIFY`] === "verify_peer") ||
      variables[`${place}__CIPHERS`]?.includes("PSK-") === true,
  );
}

/** The names of the ports that a Service or an Ingress exposes outside the Kubernetes cluster. */
function exposedPorts({ kind, spec = {} }: { kind: string; spec?: object }): string[] {
  if (kind === "Service") {
    const { type, externalIPs = [], ports = [] } = spec as Partial<ServiceSpec>;
    const isExposed = ["LoadBalancer", "NodePort"].includes(type ?? "") || externalIPs.length > 0;
    return isExposed ? ports.map(({ targetPort }) => String(targetPort)) : [];
  }
  return kind === "Ingress"
    ? ((spec as Partial<IngressSpec>).rules ?? []).flatMap(({ http }) =>
        (http?.paths ?? []).map(({ backend }) => backend.service?.port?.name ?? ""),
      )
    : [];
}
