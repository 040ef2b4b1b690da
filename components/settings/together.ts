import { ClientCertificates, type EmqxClusterArgs } from "../emqxClusterArgs";
import type { CompleteArguments } from "./arguments";
import type { Checks } from "./checks";
import type { Cluster } from "./cluster";
import { checkLeftOut } from "./customResources";
import { refuseDuplicates } from "./duplicates";
import { variableNames } from "./environment";
import { checkListenerVariables, checkPskIsUsed, checkQuic } from "./listenerNeeds";
import { checkPartition } from "./updates";

/** Reports arguments that do not fit each other, and that no single setting depends on. */
export function checkTogether(
  checks: Checks,
  args: EmqxClusterArgs,
  given: CompleteArguments,
  { line, replicas, listeners }: Cluster,
): void {
  checkLeftOut(checks, given.customResources, args.tls);
  refuseDuplicates(checks, args, {
    ...{ line, listeners, log: given.log, dashboardTls: given.tls?.dashboard },
    monitor: given.monitoring.serviceMonitor ?? given.monitoring.podMonitor,
  });
  if (given.tls?.psk) {
    checks.resolve({ listeners }, ({ listeners: { enabled } }, report) => checkPskIsUsed(enabled, report));
  }
  if (args.configuration === undefined) {
    checks.resolve({ listeners, variables: variableNames(args) }, (value, report) =>
      checkListenerVariables(value.listeners.enabled, value.variables, report),
    );
  }
  const clientCertificates = given.tls?.clientCertificates;
  checks.resolve({ listeners, clientCertificates, line }, (value, report) =>
    checkQuic(
      value.listeners.enabled,
      value.clientCertificates ?? ClientCertificates.None,
      value.line,
      report,
    ),
  );
  if (given.replicants) {
    checks.resolve({ updates: given.updates, replicas }, checkPartition);
  }
}
