import { type Discovery, hasStableNames } from "../emqx/discovery";
import { AddressType, type DiscoveryArgs, DiscoveryStrategy, DnsRecordType } from "../emqxClusterArgs";
import { type Checks, expectObject, expectOneOf, type Report } from "./checks";
import { findLine, type Release } from "./release";

/** The strategy, which decides which objects there are. */
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
    report("discovery.recordType", 'accepted with the strategy "dns" only', recordType);
  }
  if (strategy === DiscoveryStrategy.Dns && addressType !== undefined) {
    report("discovery.addressType", 'accepted with the strategy "k8s" only', addressType);
  }
  const discovery: Discovery =
    strategy === DiscoveryStrategy.Dns
      ? { strategy, recordType: recordType ?? DnsRecordType.Srv }
      : { strategy, addressType: addressType ?? AddressType.Hostname };
  const line = findLine(value.release);
  const hasSrv = discovery.strategy === DiscoveryStrategy.Dns && discovery.recordType === DnsRecordType.Srv;
  if (line && !line.knowsSrvRecords && hasSrv) {
    report("discovery.recordType", 'EMQX before 4.4 reads "a" records only', DnsRecordType.Srv);
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
        ? `this names nodes by their pods' IP addresses, and replicants need cores that keep their names. Accepted: ${stable}`
        : "this names nodes by their pods' IP addresses, and a restarted node would not find its data. " +
            `Accepted: ${stable}; or persistence: { enabled: false }`,
      named,
    );
  }
  return discovery;
}
