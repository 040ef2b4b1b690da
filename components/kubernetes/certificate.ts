import type { CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import { headlessDomain } from "../emqx/discovery";
import type { Settings } from "../settings";
import { type Certificate, certificateSecretName } from "../settings/tls";
import { objectMeta } from "./metadata";
import { dashboardServiceName, extraServiceName, headlessServiceName, internalServiceName } from "./services";
import { type Eventual, whenKnown } from "../eventual";

/** The certificate for cert-manager to issue. `namespace` is the cluster's actual namespace. */
export function certificateArgs(
  settings: Settings,
  certificate: Eventual<Certificate>,
  namespace: Eventual<string>,
): CustomResourceArgs {
  const { name, clusterDomain, internalService, dashboardService, extraServices } = settings;
  const services = [
    name,
    ...extraServices.map((extra) => extraServiceName(name, extra)),
    ...(internalService ? [internalServiceName(name)] : []),
    ...(dashboardService ? [dashboardServiceName(name)] : []),
  ];
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: objectMeta(settings, certificateSecretName(name)),
    spec: whenKnown(
      [certificate, namespace, clusterDomain],
      ({ issuer, privateKey, dnsNames, ...given }, where, domain) => ({
        secretName: certificateSecretName(name),
        issuerRef: issuer,
        ...given,
        dnsNames: dnsNames ?? [
          ...services.flatMap((service) => serviceNames(service, where, domain)),
          ...podNames(headlessServiceName(name), where, domain),
        ],
        // A new key at each renewal limits the damage of a leaked key.
        privateKey: { ...privateKey, rotationPolicy: "Always" },
        usages: ["digital signature", "key encipherment", "server auth"],
      }),
    ),
  };
}

/** The DNS names of a Service for clients in the Kubernetes cluster. */
function serviceNames(service: string, namespace: string, clusterDomain: string): string[] {
  const short = `${service}.${namespace}`;
  return [`${short}.svc.${clusterDomain}`, `${short}.svc`, short];
}

function podNames(headlessService: string, namespace: string, clusterDomain: string): string[] {
  const pods = headlessDomain({ headlessService, namespace, clusterDomain });
  return [pods, `*.${pods}`];
}
