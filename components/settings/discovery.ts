import { type Discovery, hasStableNames } from "../emqx/discovery";
import type { ReleaseLine } from "../emqx/releaseLine";
import { AddressType, type DiscoveryArgs, DiscoveryStrategy, DnsRecordType } from "../emqxClusterArgs";
import type { Report } from "./checks";
import type { Persistence } from "./persistence";
import { group, plain } from "./rules/parts";
import type { Known } from "./rules/rule";
import { oneOf } from "./rules/scalars";

export const discovery = group<DiscoveryArgs>()({
  strategy: plain(oneOf(DiscoveryStrategy, DiscoveryStrategy.K8s)),
  addressType: oneOf(AddressType),
  recordType: oneOf(DnsRecordType),
});

interface Cluster {
  discovery: Known<DiscoveryArgs>;
  persistence: Persistence;
  hasReplicants: boolean;
  line?: ReleaseLine;
}

export function resolveDiscovery(cluster: Cluster, report: Report): Discovery {
  const { strategy, addressType, recordType } = cluster.discovery;
  if (strategy === DiscoveryStrategy.K8s && recordType !== undefined) {
    report("discovery.recordType", 'only valid if discovery.strategy is "dns"', recordType);
  }
  if (strategy === DiscoveryStrategy.Dns && addressType !== undefined) {
    report("discovery.addressType", 'only valid if discovery.strategy is "k8s"', addressType);
  }
  const complete: Discovery =
    strategy === DiscoveryStrategy.Dns
      ? { strategy, recordType: recordType ?? DnsRecordType.Srv }
      : { strategy: DiscoveryStrategy.K8s, addressType: addressType ?? AddressType.Hostname };
  const hasSrv = complete.strategy === DiscoveryStrategy.Dns && complete.recordType === DnsRecordType.Srv;
  if (cluster.line && !cluster.line.knowsSrvRecords && hasSrv) {
    report("discovery.recordType", 'requires EMQX 4.4 or later; use "a"', DnsRecordType.Srv);
  }
  if (!hasStableNames(complete) && (cluster.persistence.enabled || cluster.hasReplicants)) {
    reportChangingNames(complete, cluster, report);
  }
  return complete;
}

function reportChangingNames(discovery: Discovery, { line, hasReplicants }: Cluster, report: Report): void {
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
    hasReplicants
      ? `names nodes by their pod IP addresses, but replicants require cores with stable names; use ${stable}`
      : "names nodes by their pod IP addresses, so that a restarted node would not find its data; " +
          `use ${stable}, or persistence: { enabled: false }`,
    named,
  );
}
