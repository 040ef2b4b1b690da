import type { Input } from "@pulumi/pulumi";

/** How the path of an Ingress matches requests: https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types. */
export const PathType = {
  /** The path and everything below it. */
  Prefix: "Prefix",
  /** Exactly the path. */
  Exact: "Exact",
  /** The Ingress controller decides. */
  ImplementationSpecific: "ImplementationSpecific",
} as const;
export type PathType = (typeof PathType)[keyof typeof PathType];

/** One Ingress: https://kubernetes.io/docs/concepts/services-networking/ingress/. */
interface Ingress {
  /** The host names, at least one. */
  hosts: Input<Input<string>[]>;
  /** The name of the IngressClass. Default: the default class of the Kubernetes cluster. */
  className?: Input<string>;
  /** The path, which starts with `/`. Default: `/` for the dashboard; for WebSocket, the listener's path, which is `/mqtt` unless changed. */
  path?: Input<string>;
  /** How the path matches requests. Default: `Prefix`, the path and everything below it. */
  pathType?: Input<PathType>;
  /**
   * The name of a Secret of type `kubernetes.io/tls` in the cluster's namespace, for all hosts. A controller such as cert-manager can
   * create it: see `annotations`.
   *
   * Default: none, and no TLS.
   */
  tlsSecretName?: Input<string>;
  /** Annotations of this Ingress, for controllers that require them. Default: none. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}

/** How to expose the cluster with Ingresses. An Ingress carries only HTTP: for MQTT, use a load balancer or a `TCPRoute`. */
interface Ingresses {
  /**
   * An Ingress `<name>-dashboard` for the dashboard and the API. It requires `service.dashboard` or `dashboardService`.
   *
   * With `tls.dashboard`, the controller must connect to the pods over HTTPS. Configure this with `annotations`, such as
   * `nginx.ingress.kubernetes.io/backend-protocol: HTTPS`. Some controllers read the port's `appProtocol` instead, which is then `https`.
   *
   * Default: none.
   */
  dashboard?: Ingress;
  /**
   * An Ingress `<name>-websocket` for MQTT over WebSocket. It routes to the `ws` listener named `default`, or to the only `ws` listener.
   *
   * Default: none.
   */
  websocket?: Ingress;
}

/** A Gateway, or one of its listeners, that a route attaches to: https://gateway-api.sigs.k8s.io/. */
interface ParentGateway {
  /** The name of the Gateway. */
  name: Input<string>;
  /** The namespace of the Gateway. Default: the cluster's namespace. */
  namespace?: Input<string>;
  /** The name of the Gateway's listener. Default: all listeners that accept the route. */
  sectionName?: Input<string>;
}

/** One `HTTPRoute`. */
interface HttpRoute {
  /** The Gateways that the route attaches to, at least one. */
  gateways: Input<Input<ParentGateway>[]>;
  /** The host names. Default: the host names of the Gateway. */
  hostnames?: Input<Input<string>[]>;
  /**
   * The path, including everything below it. It starts with `/`.
   *
   * Default: `/` for the dashboard; for WebSocket, the listener's path, which is `/mqtt` unless changed.
   */
  path?: Input<string>;
}

/** One `TLSRoute`. The Gateway passes TLS through, by the server name (SNI) that clients request. */
interface TlsRoute {
  /** The Gateways that the route attaches to, at least one. */
  gateways: Input<Input<ParentGateway>[]>;
  /** The host names, at least one. */
  hostnames: Input<Input<string>[]>;
}

/** One `TCPRoute`. */
interface TcpRoute {
  /** The Gateways, at least one. Give each one a `sectionName` with a dedicated listener, because TCP has no host names. */
  gateways: Input<Input<ParentGateway>[]>;
}

/**
 * How to expose the cluster with Gateway API routes. Requires the Gateway API 1.6 in the Kubernetes cluster; for `HTTPRoute`s, 1.0 or later
 * is sufficient. A listener's route leads to the listener of its type that is named `default`, or to the only one of its type.
 */
interface Routes {
  /**
   * An `HTTPRoute` `<name>-dashboard` for the dashboard and the API. It requires `service.dashboard` or `dashboardService`.
   *
   * With `tls.dashboard`, add a `BackendTLSPolicy` for the port `dashboard` of the dashboard's Service. Without one, the Gateway connects to
   * the pods over plain HTTP. The component does not create it, because only you know which certificates to trust.
   *
   * Default: none.
   */
  dashboard?: HttpRoute;
  /** An `HTTPRoute` `<name>-websocket` for MQTT over WebSocket, to the `ws` listener. Default: none. */
  websocket?: HttpRoute;
  /** A `TCPRoute` `<name>-mqtt` for MQTT, to the `mqtt` listener. Default: none. */
  mqtt?: TcpRoute;
  /** A `TLSRoute` `<name>-mqtts` for MQTT over TLS, to the `mqtts` listener, which terminates TLS itself. Default: none. */
  mqtts?: TlsRoute;
}

export type {
  Ingress as IngressArgs,
  Ingresses as IngressesArgs,
  ParentGateway as ParentGatewayArgs,
  HttpRoute as HttpRouteArgs,
  TlsRoute as TlsRouteArgs,
  TcpRoute as TcpRouteArgs,
  Routes as RoutesArgs,
};
