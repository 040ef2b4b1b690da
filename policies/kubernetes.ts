// The fields of Kubernetes objects that the policies read. Handwritten objects may lack any of them.

export interface Metadata {
  name?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface Container {
  image?: string;
  env?: { name: string; value?: string }[];
  envFrom?: { secretRef?: object }[];
}

export interface PodTemplate {
  metadata?: Metadata;
  spec?: { containers?: Container[]; initContainers?: Container[] };
}

export interface ServicePort {
  name?: string;
  port?: number;
  targetPort?: number | string;
  appProtocol?: string;
}

/** An object of any kind. */
export interface KubernetesObject {
  metadata?: Metadata;
  /** Of a ConfigMap. */
  data?: Record<string, string>;
  spec?: {
    /** Of a Service. */
    type?: string;
    ports?: ServicePort[];
    /** Of a workload. */
    replicas?: number;
    template?: PodTemplate;
    /** Of a PodDisruptionBudget. */
    selector?: { matchLabels?: Record<string, string> };
    /** Of an Ingress. */
    tls?: { hosts?: string[] }[];
    rules?: { host?: string; http?: { paths?: IngressPath[] } }[];
  };
}

export interface IngressPath {
  backend?: { service?: { name?: string; port?: { name?: string; number?: number } } };
}

/** Whether a Pulumi type is a kind of Kubernetes, in any version of its API. */
export function isKind(type: string, kind: string): boolean {
  return type.startsWith("kubernetes:") && type.endsWith(`:${kind}`);
}

/** Whether an object belongs to EMQX, by the label that the component and the Helm chart set. */
export function isEmqx({ metadata }: { metadata?: Metadata }): boolean {
  return /^emqx/.test(metadata?.labels?.["app.kubernetes.io/name"] ?? "");
}

const image = /(?:^|\/)emqx(?:-enterprise|-ee)?:v?(\d+)\.(\d+)/;

/** The container that runs EMQX. */
export function brokerOf(template: PodTemplate = {}): Container | undefined {
  return template.spec?.containers?.find((container) => image.test(container.image ?? ""));
}

/** The release of a broker. */
export function releaseOf(broker: Container): { major: number; minor: number } {
  const [, major, minor] = image.exec(broker.image ?? "")!;
  return { major: Number(major), minor: Number(minor) };
}

/** Whether a Service is reachable from outside the Kubernetes cluster. */
export function isExposed({ spec }: KubernetesObject): boolean {
  return spec?.type === "LoadBalancer" || spec?.type === "NodePort";
}

/** Annotations of objects whose TLS ends at the load balancer of a cloud. */
const cloudTls = [
  "alb.ingress.kubernetes.io/certificate-arn",
  "networking.gke.io/managed-certificates",
  "service.beta.kubernetes.io/aws-load-balancer-ssl-cert",
];

export function hasCloudTls({ metadata }: KubernetesObject): boolean {
  return cloudTls.some((annotation) => metadata?.annotations?.[annotation] !== undefined);
}

/** The hosts of an Ingress that lead to certain ports without TLS. */
export function plainHosts(ingress: KubernetesObject, leadsTo: (port: ServicePort) => boolean): string[] {
  const { rules = [], tls = [] } = ingress.spec ?? {};
  const isCovered = (host: string) =>
    tls.some(({ hosts = [] }) => hosts.length === 0 || hosts.includes(host));
  if (hasCloudTls(ingress)) return [];
  return rules
    .filter(({ http }) =>
      http?.paths?.some(({ backend }) => {
        const { name, number } = backend?.service?.port ?? {};
        return leadsTo({ name, port: number });
      }),
    )
    .map(({ host = "*" }) => host)
    .filter((host) => !isCovered(host));
}
