import { Service } from "@pulumi/kubernetes/core/v1/service";
import type { Resource } from "@pulumi/pulumi";
import {
  clientServiceArgs,
  dashboardServiceArgs,
  extraServiceArgs,
  extraServiceName,
  internalServiceArgs,
} from "../kubernetes/services";
import type { Context } from "./context";

/** Creates the Services for clients and operators, once the replicants exist that they select. Returns the client Service. */
export function makeClientServices({ name, settings, parent }: Context, replicants: Resource[]): Service {
  const opts = { parent, dependsOn: replicants };
  const { extraServices, dashboardService, internalService } = settings;
  const clientService = new Service(name, clientServiceArgs(settings), opts);
  for (const extra of extraServices) {
    new Service(extraServiceName(name, extra), extraServiceArgs(settings, extra), opts);
  }
  if (dashboardService) {
    new Service(`${name}-dashboard`, dashboardServiceArgs(settings, dashboardService), opts);
  }
  if (internalService) {
    new Service(`${name}-internal`, internalServiceArgs(settings, internalService), opts);
  }
  return clientService;
}
