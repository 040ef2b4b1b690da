import { type Discovery, hasStableNames } from "../emqx/discovery";
import { AddressType, DiscoveryStrategy, DnsRecordType } from "../emqxClusterArgs";
import { expectKeys, expectOneOf, type Report } from "./checks";
import { type Release, resolveLine } from "./release";

export function resolveDiscovery(
  value: {
    discovery?: { strategy?: DiscoveryStrategy; addressType?: AddressType; recordType?: DnsRecordType };
    persistence?: { enabled?: boolean };
    release: Release;
  },
  report: Report,
): Discovery {
  const { strategy = DiscoveryStrategy.K8s, addressType, recordType } = value.discovery ?? {};
  expectKeys(value.discovery, ["strategy", "addressType", "recordType"], "discovery", report);
  expectOneOf(strategy, DiscoveryStrategy, "discovery.strategy", report);
  expectOneOf(addressType, AddressType, "discovery.addressType", report);
  expectOneOf(recordType, DnsRecordType, "discovery.recordType", report);
  if (strategy === DiscoveryStrategy.K8s && recordType !== undefined) {
    report("discovery.recordType", `got "${recordType}"; accepted with the strategy "dns" only`);
  }
  if (strategy === DiscoveryStrategy.Dns && addressType !== undefined) {
    report("discovery.addressType", `got "${addressType}"; accepted with the strategy "k8s" only`);
  }
  const discovery: Discovery =
    strategy === DiscoveryStrategy.Dns
      ? { strategy, recordType: recordType ?? DnsRecordType.Srv }
      : { strategy, addressType: addressType ?? AddressType.Hostname };
  const line = resolveLine(value.release, () => {});
  if (
    line &&
    !line.knowsSrvRecords &&
    discovery.strategy === DiscoveryStrategy.Dns &&
    hasStableNames(discovery)
  ) {
    report("discovery.recordType", `got "srv"; EMQX before 4.4 reads "a" records only`);
  }
  if (!hasStableNames(discovery) && value.persistence?.enabled !== false) {
    const [path, given, stable] =
      discovery.strategy === DiscoveryStrategy.K8s
        ? ["discovery.addressType", discovery.addressType, AddressType.Hostname]
        : ["discovery.recordType", discovery.recordType, DnsRecordType.Srv];
    report(
      path,
      `got "${given}", which names nodes by their pods' IP addresses: a restarted node would not find its data. ` +
        `Accepted: "${stable}"; or persistence: { enabled: false }`,
    );
  }
  return discovery;
}
