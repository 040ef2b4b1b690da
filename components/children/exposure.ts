import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import { ingressArgs } from "../kubernetes/ingress";
import { routeArgs } from "../kubernetes/routes";
import type { HttpTarget, RouteTarget } from "../settings/exposure";
import type { Context } from "./context";
import type { MakeCustomResource } from "./customResources";

/** Creates the Ingresses and the Gateway API routes. */
export function expose({ name, settings, parent }: Context, makeCustomResource: MakeCustomResource): void {
  const { ingresses, routes } = settings.exposure;
  for (const [target, ingress] of Object.entries(ingresses)) {
    new Ingress(`${name}-${target}`, ingressArgs(settings, target as HttpTarget, ingress), { parent });
  }
  for (const [target, route] of Object.entries(routes)) {
    makeCustomResource(`${name}-${target}`, routeArgs(settings, target as RouteTarget, route));
  }
}
