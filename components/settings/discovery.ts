import { type Discovery, hasStableNames } from "../emqx/discovery";
import { AddressType, type DiscoveryArgs, DiscoveryStrategy, DnsRecordType } from "../emqxClusterArgs";
import { type Checks, expectObject, expectOneOf, type Report } from "./checks";
import { findLine, type Release } from "./release";

/** The strategy, which decides which resources are created. */
export function resolveStrategy(checks: Checks, discovery: DiscoveryArgs = {}): DiscoveryStrategy {
  const { strategy = DiscoveryStrategy.K8s } = checks.plain(discovery, "discovery", (value) => value ?? {});
  return checks.plain(strategy, "discovery.strategy", (value) => value);
}

export function resolveDiscovery(
  value: {
    discovery?: { strategy?: DiscoveryStrategy; addressType?: AddressType; recordType?: DnsRecordType };
    persistence?: { enabled?: boolean };
    hasReplicants: boolean;
    release: Release;
  },
  report: Report,
): Discovery {
  const given = expectObject(
    value.discovery === undefined ? {} : value.discovery,
    ["strategy", "addressType", "recordType"],
    "discovery",
    report,
  );
  const { strategy = DiscoveryStrategy.K8s, addressType, recordType } = given;
  expectOneOf(strategy, DiscoveryStrategy, "discovery.strategy", report);
  expectOneOf(addressType, AddressType, "discovery.addressType", report);
  expectOneOf(recordType, DnsRecordType, "discovery.recordType", report);
  if (strategy === DiscoveryStrategy.K8s && recordType !== undefined) {
    report("discovery.recordType", 'only valid if discovery.strategy is "dns"', recordType);
  }
  if (strategy === DiscoveryStrategy.Dns && addressType !== undefined) {
    report("discovery.addressType", 'only valid if discovery.strategy is "k8s"', addressType);
  }
  const discovery: Discovery =
    strategy === DiscoveryStrategy.Dns
      ? { strategy, recordType: recordType ?? DnsRecordType.Srv }
      : { strategy, addressType: addressType ?? AddressType.Hostname };
  const line = findLine(value.release);
  const hasSrv = discovery.strategy === DiscoveryStrategy.Dns && discovery.recordType === DnsRecordType.Srv;
  if (line && !line.knowsSrvRecords && hasSrv) {
    report("discovery.recordType", 'requires EMQX 4.4 or later; use "a"', DnsRecordType.Srv);
  }
  const isPersistent = value.persistence?.enabled !== false;
  if (!hasStableNames(discovery) && (isPersistent || value.hasReplicants)) {
    const [path, named, stable] =
      discovery.strategy === DiscoveryStrategy.K8s
        ? ["discovery.addressType", discovery.addressType, `"${AddressType.Hostname}"`]
        : [
            "discovery.recordType",
            discovery.recordType,
            line?.knowsSrvRecords === false ? 'strategy "k8s"' : `"${DnsRecordType.Srv}"`,
          ];
    report(
      path,
      value.hasReplicants
        ? `names nodes by their pod IP addresses, but replicants require cores with stable names; use ${stable}`
        : "names nodes by their pod IP addresses, so that a restarted node would not find its data; " +
            `use ${stable}, or persistence: { enabled: false }`,
      named,
    );
  }
  return discovery;
}
