import type { Output, Resource } from "@pulumi/pulumi";
import { certificateArgs } from "../kubernetes/certificate";
import type { Context } from "./context";
import type { MakeCustomResource } from "./customResources";

/** Creates the cert-manager Certificate, if the cluster has one. `namespace` is the actual namespace of the cluster. */
export function makeCertificate(
  { name, settings }: Context,
  namespace: Output<string>,
  makeCustomResource: MakeCustomResource,
): Resource[] {
  const certificate = settings.tls?.certificate;
  return certificate
    ? makeCustomResource(`${name}-tls`, certificateArgs(settings, certificate, namespace))
    : [];
}
