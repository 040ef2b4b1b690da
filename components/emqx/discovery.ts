import { AddressType, DiscoveryStrategy, DnsRecordType } from "../emqxClusterArgs";
import type { ReleaseLine } from "./releaseLine";

/** How the nodes find each other: the strategy and its settings. */
export type Discovery =
  | { strategy: typeof DiscoveryStrategy.K8s; addressType: AddressType }
  | { strategy: typeof DiscoveryStrategy.Dns; recordType: DnsRecordType };

/** The parts of a node's DNS name. `namespace` and `podName` may be references that Kubernetes expands. */
export interface NodeLocation {
  podName: string;
  headlessService: string;
  namespace: string;
  clusterDomain: string;
}

/**
 * The part of the node name before the `@`. It must not end in digits: EMQX adds them to the port of the Erlang
 * distribution, 4370.
 */
export const nodeShortName = "emqx";

/** Whether a node keeps its name when its pod is replaced. Otherwise it cannot use its data again. */
export function hasStableNames(discovery: Discovery): boolean {
  return discovery.strategy === DiscoveryStrategy.K8s
    ? discovery.addressType === AddressType.Hostname
    : discovery.recordType === DnsRecordType.Srv;
}

/** The DNS name of the headless Service. */
export function headlessDomain({
  headlessService,
  namespace,
  clusterDomain,
}: Omit<NodeLocation, "podName">): string {
  return `${headlessService}.${namespace}.svc.${clusterDomain}`;
}

/** The DNS name of a pod. */
export function podDnsName(location: NodeLocation): string {
  return `${location.podName}.${headlessDomain(location)}`;
}

/** The name of a node if names are stable, see `hasStableNames`. */
export function nodeName(location: NodeLocation): string {
  return `${nodeShortName}@${podDnsName(location)}`;
}

/**
 * The environment that sets a node's name and its discovery. If names are not stable, the image's entrypoint sets the
 * name, with the pod's address after the `@`.
 */
export function discoveryEnvironment(
  line: ReleaseLine,
  discovery: Discovery,
  location: NodeLocation,
): Record<string, string> {
  return { ...nameEnvironment(line, discovery, location), ...strategyEnvironment(line, discovery, location) };
}

function nameEnvironment(
  line: ReleaseLine,
  discovery: Discovery,
  location: NodeLocation,
): Record<string, string> {
  if (!hasStableNames(discovery)) {
    return { EMQX_NAME: nodeShortName };
  }
  return line.version.major === 4
    ? { EMQX_NAME: nodeShortName, EMQX_HOST: podDnsName(location) }
    : { EMQX_NODE__NAME: nodeName(location) };
}

function strategyEnvironment(
  line: ReleaseLine,
  discovery: Discovery,
  location: NodeLocation,
): Record<string, string> {
  if (discovery.strategy === DiscoveryStrategy.Dns) {
    return {
      [line.keys.discoveryStrategy]: "dns",
      EMQX_CLUSTER__DNS__NAME: headlessDomain(location),
      ...(line.version.major === 4 ? { EMQX_CLUSTER__DNS__APP: nodeShortName } : {}),
      // EMQX before 4.4 only supports A records, and has no key for the record type.
      ...(line.knowsSrvRecords ? { [line.keys.dnsRecordType]: discovery.recordType } : {}),
    };
  }
  const zone = discovery.addressType === AddressType.Hostname ? "svc" : "pod";
  return {
    [line.keys.discoveryStrategy]: "k8s",
    EMQX_CLUSTER__K8S__APISERVER: "https://kubernetes.default.svc:443",
    EMQX_CLUSTER__K8S__SERVICE_NAME: location.headlessService,
    EMQX_CLUSTER__K8S__ADDRESS_TYPE: discovery.addressType,
    EMQX_CLUSTER__K8S__NAMESPACE: location.namespace,
    // Always set, because the entrypoint and the broker have different defaults.
    EMQX_CLUSTER__K8S__SUFFIX: `${zone}.${location.clusterDomain}`,
    ...(line.version.major === 4 ? { EMQX_CLUSTER__K8S__APP_NAME: nodeShortName } : {}),
  };
}
