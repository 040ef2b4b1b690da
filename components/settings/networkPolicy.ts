import type { types } from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";
import type { Eventual } from "../eventual";
import {
  type EgressArgs,
  type NetworkPolicyArgs,
  type NetworkPolicyPortArgs,
  NetworkProtocol,
} from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectList,
  expectNothingBeside,
  expectObject,
  expectOneOf,
  isBoolean,
  isCidr,
  isPort,
  type Report,
  withDefault,
  withoutAbsent,
} from "./checks";

/** A peer outside the cluster's own pods. */
export type Peer = Unwrap<types.input.networking.v1.NetworkPolicyPeer>;

/** A port or a range of ports. */
export interface PolicyPort {
  port: number;
  endPort?: number;
  protocol: NetworkProtocol;
}

/** Allowed connections. Undefined peers or ports allow all, an empty list allows none. */
export interface Rule {
  peers?: Peer[];
  ports?: PolicyPort[];
}

/** Allowed connections from pods. */
export interface Egress {
  /** Only set if pods call the Kubernetes API. */
  apiServer?: Rule;
  rules: Rule[];
}

/** Allowed connections to pods. */
export interface Ingress {
  clients?: Peer[];
  dashboard?: Peer[];
  rules: Rule[];
}

/** Allowed connections of the cluster. */
export interface NetworkPolicy {
  ingress: Eventual<Ingress>;
  /** Undefined if egress is not restricted. */
  egress: Eventual<Egress | undefined>;
}

const fields = ["enabled", "clients", "dashboard", "ingressRules", "egress"];

/** Undefined if the NetworkPolicy is disabled. */
export function resolveNetworkPolicy(
  checks: Checks,
  args: NetworkPolicyArgs = {},
  asksKubernetes: boolean,
): NetworkPolicy | undefined {
  const { enabled, ...given } = checks.plain(args, "networkPolicy", (value, report) =>
    expectObject(value, fields, "networkPolicy", report),
  );
  if (!checks.toggle(enabled, true, "networkPolicy.enabled")) {
    checks.now((report) => expectNothingBeside(given, "networkPolicy", report));
    return undefined;
  }
  const { egress, ...ingress } = given;
  return {
    ingress: checks.resolve(ingress, (value, report) => ({
      clients: resolvePeers(value.clients, "networkPolicy.clients", report),
      dashboard: resolvePeers(value.dashboard, "networkPolicy.dashboard", report),
      rules: resolveRules(value.ingressRules, "from", "networkPolicy.ingressRules", report),
    })),
    egress: checks.resolve(withDefault(egress, {}), (value, report) =>
      resolveEgress(value, asksKubernetes, report),
    ),
  };
}

function resolveEgress(
  value: Unwrap<EgressArgs>,
  asksKubernetes: boolean,
  report: Report,
): Egress | undefined {
  const path = "networkPolicy.egress";
  const { enabled = false, ...given } = expectObject(value, ["enabled", "apiServer", "rules"], path, report);
  expect(enabled, isBoolean, `${path}.enabled`, "true or false", report);
  if (enabled === false) {
    expectNothingBeside(given, path, report);
  }
  if (given.apiServer !== undefined && !asksKubernetes) {
    report(
      `${path}.apiServer`,
      'only valid if pods call the API server: if discovery.strategy is "k8s" or leaveWhenScaledDown is true',
    );
  }
  const apiServer = resolveApiServer(given.apiServer === undefined ? {} : given.apiServer, report);
  const rules = resolveRules(given.rules, "to", `${path}.rules`, report);
  return enabled ? { apiServer: asksKubernetes ? apiServer : undefined, rules } : undefined;
}

function resolveApiServer(value: NonNullable<Unwrap<EgressArgs>["apiServer"]>, report: Report): Rule {
  const path = "networkPolicy.egress.apiServer";
  const { cidrs, ports = [443, 6443] } = expectObject(value, ["cidrs", "ports"], path, report);
  const isFilled = (given: unknown) => !Array.isArray(given) || given.length > 0;
  expect(
    cidrs,
    isFilled,
    `${path}.cidrs`,
    "a list of at least one network; to allow any address, omit it",
    report,
  );
  expect(ports, isFilled, `${path}.ports`, "a list of at least one port", report);
  return {
    peers: resolveList(cidrs, `${path}.cidrs`, report, (cidr, cidrPath) => {
      expect(cidr, isCidr, cidrPath, "a network such as 10.0.0.1/32", report);
      return { ipBlock: { cidr } };
    }),
    ports: resolveList(ports, `${path}.ports`, report, (port, portPath) => {
      expect(port, isPort, portPath, "a whole number from 1 to 65535", report);
      return { port, protocol: NetworkProtocol.Tcp };
    }),
  };
}

/** The results of `build` for all entries. Undefined stays undefined, as it differs from an empty list. */
function resolveList<T, S>(
  value: T[] | undefined,
  path: string,
  report: Report,
  build: (entry: T, path: string) => S,
): S[] | undefined {
  return value === undefined
    ? undefined
    : expectList(value, path, report).map((entry, index) => build(entry, `${path}[${index}]`));
}

/** The rules. `direction` is the field of the peers. */
function resolveRules(
  value: { from?: Peer[]; to?: Peer[]; ports?: Unwrap<NetworkPolicyPortArgs>[] }[] | undefined,
  direction: "from" | "to",
  path: string,
  report: Report,
): Rule[] {
  const rules = resolveList(value, path, report, (given, rulePath) => {
    const rule = expectObject(given, [direction, "ports"], rulePath, report);
    if (rule[direction] === undefined && rule.ports === undefined) {
      report(rulePath, `would allow all traffic; set ${direction}, ports or both`);
    }
    return {
      peers: resolvePeers(rule[direction], `${rulePath}.${direction}`, report),
      ports: resolveList(rule.ports, `${rulePath}.ports`, report, (port, portPath) =>
        resolvePort(port, portPath, report),
      ),
    };
  });
  return rules ?? [];
}

function resolvePort(value: Unwrap<NetworkPolicyPortArgs>, path: string, report: Report): PolicyPort {
  const keys = ["port", "endPort", "protocol"];
  const { port, endPort, protocol = NetworkProtocol.Tcp } = expectObject(value, keys, path, report);
  expect(port ?? 0, isPort, `${path}.port`, "a whole number from 1 to 65535", report);
  const isEnd = (end: number) => isPort(end) && (!isPort(port) || end >= port);
  expect(endPort, isEnd, `${path}.endPort`, "a whole number from port to 65535", report);
  expectOneOf(protocol, NetworkProtocol, `${path}.protocol`, report);
  return { port, endPort, protocol };
}

function resolvePeers(value: Peer[] | undefined, path: string, report: Report): Peer[] | undefined {
  return resolveList(value, path, report, (peer, peerPath) => resolvePeer(peer, peerPath, report));
}

function resolvePeer(value: Peer, path: string, report: Report): Peer {
  const peer = withoutAbsent(
    expectObject(value, ["ipBlock", "namespaceSelector", "podSelector"], path, report),
  );
  const { ipBlock, ...selectors } = peer;
  if (Object.keys(peer).length === 0) {
    report(path, "selects no peer; set ipBlock, or namespaceSelector, podSelector or both");
  }
  if (ipBlock !== undefined) {
    const { cidr, except = [] } = expectObject(ipBlock, ["cidr", "except"], `${path}.ipBlock`, report);
    expect(cidr ?? "", isCidr, `${path}.ipBlock.cidr`, "a network such as 10.0.0.0/8", report);
    expectList(except, `${path}.ipBlock.except`, report).forEach((range, index) =>
      expect(range, isCidr, `${path}.ipBlock.except[${index}]`, "a network such as 10.0.0.0/8", report),
    );
    if (Object.keys(selectors).length > 0) {
      report(`${path}.ipBlock`, "only valid without selectors; put them into a separate peer");
    }
  }
  for (const [field, selector] of Object.entries(selectors)) {
    expectObject(selector, ["matchLabels", "matchExpressions"], `${path}.${field}`, report);
  }
  return peer;
}
