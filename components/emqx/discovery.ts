import { AddressType, DiscoveryStrategy, DnsRecordType } from "../emqxClusterArgs";
import type { ReleaseLine } from "./releaseLine";

/** How the nodes find each other: one of the two strategies with what it needs. */
export type Discovery =
  | { strategy: DiscoveryStrategy.K8s; addressType: AddressType }
  | { strategy: DiscoveryStrategy.Dns; recordType: DnsRecordType };

/** Where a node lives, in words of DNS. `namespace` and `podName` may be references that Kubernetes expands. */
export interface NodeLocation {
  podName: string;
  headlessService: string;
  namespace: string;
  clusterDomain: string;
}

/**
 * The node name's part before the `@`. A constant without trailing digits: EMQX adds those to the port of the Erlang
 * distribution, 4370.
 */
export const nodeShortName = "emqx";

/** Whether a node keeps its name when its pod is replaced. Only then does it find its data again. */
export function hasStableNames(discovery: Discovery): boolean {
  return discovery.strategy === DiscoveryStrategy.K8s
    ? discovery.addressType === AddressType.Hostname
    : discovery.recordType === DnsRecordType.Srv;
}

/** The headless Service's DNS name. */
export function headlessDomain({
  headlessService,
  namespace,
  clusterDomain,
}: Omit<NodeLocation, "podName">): string {
  return `${headlessService}.${namespace}.svc.${clusterDomain}`;
}

/** A pod's DNS name. */
export function podDnsName(location: NodeLocation): string {
  return `${location.podName}.${headlessDomain(location)}`;
}

/** A node's name, where `hasStableNames`. */
export function nodeName(location: NodeLocation): string {
  return `${nodeShortName}@${podDnsName(location)}`;
}

/**
 * The environment that gives a node its name and its way to the others. Names that change are left to the image's
 * entrypoint, which puts the pod's address after the `@`.
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
      // Before 4.4 there are only A records, and no key to say so.
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
    // Always set: the entrypoint's default and the broker's differ.
    EMQX_CLUSTER__K8S__SUFFIX: `${zone}.${location.clusterDomain}`,
    ...(line.version.major === 4 ? { EMQX_CLUSTER__K8S__APP_NAME: nodeShortName } : {}),
  };
}
