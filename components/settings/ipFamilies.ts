import type { Input, Unwrap } from "@pulumi/pulumi";
import { type EmqxClusterArgs, IpFamily, IpFamilyPolicy } from "../emqxClusterArgs";
import { isLater } from "../eventual";
import type { ReleaseLine } from "../emqx/releaseLine";
import type { Report } from "./checks";

/** The fields that determine the IP families of a Service. */
interface Families {
  ipFamilyPolicy?: Input<IpFamilyPolicy>;
  ipFamilies?: Input<Input<IpFamily>[]>;
}

/** The IP families of all Services. Other fields are left out, as they may be outputs. */
export function familiesOf({ service, dashboardService, extraServices }: EmqxClusterArgs) {
  const extra = Array.isArray(extraServices) ? extraServices : [];
  const given: [path: string, service: Input<Families> | undefined][] = [
    ["service", service],
    ["dashboardService", dashboardService],
    ...extra.map((entry, index): [string, Families] => [`extraServices[${index}]`, entry]),
  ];
  return given.map(([path, families]) => ({
    path,
    families: isLater(families)
      ? families
      : { ipFamilyPolicy: families?.ipFamilyPolicy, ipFamilies: families?.ipFamilies },
  }));
}

/** True if clients also connect over IPv6. */
export function resolveDualStack(
  value: { services: { path: string; families?: Unwrap<Families> }[]; line?: ReleaseLine },
  report: Report,
): boolean {
  const wanting = value.services.filter(({ families }) => {
    // An output can resolve to undefined.
    const { ipFamilyPolicy, ipFamilies } = families ?? {};
    return !isSingle(ipFamilyPolicy) || hasIpv6(ipFamilies);
  });
  if (value.line?.version.major === 4) {
    for (const { path } of wanting) {
      report(`${path}.ipFamilyPolicy`, "EMQX 4.x listens on IPv4 only; must be SingleStack, with IPv4");
    }
  }
  return wanting.length > 0;
}

export function hasIpv6(families: IpFamily[] | undefined): boolean {
  return Array.isArray(families) && families.includes(IpFamily.IPv6);
}

export function isSingle(policy: IpFamilyPolicy | undefined): boolean {
  return policy === undefined || policy === IpFamilyPolicy.SingleStack;
}
