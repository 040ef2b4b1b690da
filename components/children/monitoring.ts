import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import type { Output } from "@pulumi/pulumi";
import { grafanaDashboardArgs } from "../kubernetes/grafanaDashboard";
import { podMonitorArgs, serviceMonitorArgs } from "../kubernetes/monitors";
import { prometheusRuleArgs } from "../kubernetes/prometheusRule";
import type { Context } from "./context";
import type { MakeCustomResource } from "./customResources";

/** Creates the monitoring resources. `namespace` is the actual namespace of the cluster. */
export function monitor(
  { name, settings, parent }: Context,
  namespace: Output<string>,
  makeCustomResource: MakeCustomResource,
): void {
  const { serviceMonitor, podMonitor, prometheusRule, grafanaDashboard } = settings.monitoring;
  if (serviceMonitor) {
    makeCustomResource(name, serviceMonitorArgs(settings, serviceMonitor));
  }
  if (podMonitor) {
    makeCustomResource(name, podMonitorArgs(settings, podMonitor));
  }
  if (prometheusRule) {
    makeCustomResource(name, prometheusRuleArgs(settings, prometheusRule, namespace));
  }
  if (grafanaDashboard) {
    const args = grafanaDashboardArgs(settings, grafanaDashboard, namespace);
    new ConfigMap(`${name}-grafana-dashboard`, args, { parent });
  }
}
