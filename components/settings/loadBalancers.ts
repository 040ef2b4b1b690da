import type { Listener } from "../emqx/listeners";
import { portNameOf, protocolOf } from "../emqx/listeners";
import { isPrivate } from "./networks";
import type { DashboardService } from "./service";

/**
 * Annotations of internal load balancers:
 * https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer.
 */
const internal: [annotation: string, value: string][] = [
  ["service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"],
  ["service.beta.kubernetes.io/aws-load-balancer-internal", "true"],
  ["service.beta.kubernetes.io/azure-load-balancer-internal", "true"],
  ["networking.gke.io/load-balancer-type", "internal"],
  ["cloud.google.com/load-balancer-type", "internal"],
  ["service.beta.kubernetes.io/openstack-internal-load-balancer", "true"],
  ["service.beta.kubernetes.io/oci-load-balancer-internal", "true"],
];

/** Whether a load balancer has a private address, or accepts clients from private networks only. */
export function isInternal(service: DashboardService): boolean {
  const { annotations = {}, loadBalancerIP, loadBalancerSourceRanges: ranges = [] } = service;
  return (
    internal.some(([annotation, value]) => String(annotations[annotation]).toLowerCase() === value) ||
    (loadBalancerIP !== undefined && isPrivate(loadBalancerIP)) ||
    (ranges.length > 0 && ranges.every(isPrivate))
  );
}

/**
 * Annotations with a certificate, with which a load balancer terminates TLS, and with the ports that use it:
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/ and
 * https://github.com/oracle/oci-cloud-controller-manager/blob/master/docs/load-balancer-annotations.md.
 */
const certificates = [
  {
    certificate: "service.beta.kubernetes.io/aws-load-balancer-ssl-cert",
    ports: "service.beta.kubernetes.io/aws-load-balancer-ssl-ports",
    byDefault: "*",
  },
  {
    certificate: "service.beta.kubernetes.io/oci-load-balancer-tls-secret",
    ports: "service.beta.kubernetes.io/oci-load-balancer-ssl-ports",
    byDefault: "",
  },
];

/** A port of a Service. */
export interface BalancedPort {
  name: string;
  port: number;
}

/** Whether a load balancer terminates TLS for a port. It cannot for ports over UDP. */
export function terminatesTls({ annotations = {} }: DashboardService, { name, port }: BalancedPort): boolean {
  return certificates.some(({ certificate, ports, byDefault }) => {
    const secured = String(annotations[ports] ?? byDefault)
      .split(",")
      .map((each) => each.trim());
    return (
      annotations[certificate] !== undefined &&
      ["*", name, String(port)].some((accepted) => secured.includes(accepted))
    );
  });
}

/** Whether a load balancer terminates TLS for a listener. */
export function terminatesTlsOf(service: DashboardService, listener: Listener): boolean {
  const port = { name: portNameOf(listener), port: listener.servicePort };
  return protocolOf(listener) === "TCP" && terminatesTls(service, port);
}

/**
 * Annotations with which an Ingress terminates TLS without a Secret:
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/cert_discovery/ and
 * https://cloud.google.com/kubernetes-engine/docs/how-to/managed-certs.
 */
export function hasCertificate(annotations: Record<string, string> = {}): boolean {
  const names = [
    "alb.ingress.kubernetes.io/certificate-arn",
    "networking.gke.io/managed-certificates",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
  ];
  return (
    names.some((name) => annotations[name] !== undefined) ||
    /"HTTPS"/.test(annotations["alb.ingress.kubernetes.io/listen-ports"] ?? "")
  );
}
