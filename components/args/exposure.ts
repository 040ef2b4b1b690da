import type { Input } from "@pulumi/pulumi";

/** What else than the path itself a path of an Ingress is: https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types. */
export enum PathType {
  /** All below it. */
  Prefix = "Prefix",
  /** Nothing. */
  Exact = "Exact",
  /** What the Ingress controller makes of it. */
  ImplementationSpecific = "ImplementationSpecific",
}

/** One Ingress: https://kubernetes.io/docs/concepts/services-networking/ingress/. */
export interface IngressArgs {
  /** The host names, at least one. */
  hosts: Input<Input<string>[]>;
  /** The class. Default: the Kubernetes cluster's default class. */
  className?: Input<string>;
  /** The path. Default: `/` for the dashboard, that of the listener for WebSocket, which is `/mqtt` unless set otherwise. */
  path?: Input<string>;
  /** What else than the path itself is meant. Default: `Prefix`, all below it. */
  pathType?: Input<PathType>;
  /**
   * The name of a Secret of type `kubernetes.io/tls` in the cluster's namespace, for all hosts. A controller such as cert-manager
   * makes it where `annotations` say so.
   *
   * Default: none, and no TLS.
   */
  tlsSecretName?: Input<string>;
  /** Annotations of this Ingress alone, as controllers want them. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}

/** What is reached through Ingresses. MQTT itself is no HTTP: a load balancer or a `TCPRoute` is its way. */
export interface IngressesArgs {
  /**
   * The dashboard and the API, as `<name>-dashboard`. With `tls.dashboard`, the controller must be told by `annotations` to speak HTTPS
   * to the pods, such as `nginx.ingress.kubernetes.io/backend-protocol: HTTPS`; some look at the port's `appProtocol`, which is `https`
   * then.
   *
   * Default: none.
   */
  dashboard?: IngressArgs;
  /** MQTT over WebSocket, as `<name>-websocket`: the `ws` listener called `default`, or the only one. Default: none. */
  websocket?: IngressArgs;
}

/** The Gateway, or one listener of it, that a route belongs to: https://gateway-api.sigs.k8s.io/. */
export interface ParentGatewayArgs {
  /** The name of the Gateway. */
  name: Input<string>;
  /** Its namespace. Default: the cluster's. */
  namespace?: Input<string>;
  /** The name of the listener. Default: all that take the route. */
  sectionName?: Input<string>;
}

/** One `HTTPRoute`. */
export interface HttpRouteArgs {
  /** The Gateways, at least one. */
  gateways: Input<Input<ParentGatewayArgs>[]>;
  /** The host names. Default: those of the Gateway. */
  hostnames?: Input<Input<string>[]>;
  /** The path, with all below it. Default: `/` for the dashboard, that of the listener for WebSocket, which is `/mqtt` unless set otherwise. */
  path?: Input<string>;
}

/** One `TLSRoute`: the Gateway passes TLS on by the server name that clients ask for. */
export interface TlsRouteArgs {
  /** The Gateways, at least one. */
  gateways: Input<Input<ParentGatewayArgs>[]>;
  /** The host names, at least one. */
  hostnames: Input<Input<string>[]>;
}

/** One `TCPRoute`. */
export interface TcpRouteArgs {
  /** The Gateways, at least one: each with the `sectionName` of a listener of its own, as TCP has no names. */
  gateways: Input<Input<ParentGatewayArgs>[]>;
}

/** What is reached through Gateways: needs the Gateway API 1.6 in the Kubernetes cluster, `HTTPRoute`s any since 1.0. */
export interface RoutesArgs {
  /**
   * The dashboard and the API, by an `HTTPRoute` `<name>-dashboard`. With `tls.dashboard`, the Gateway needs a `BackendTLSPolicy` for the
   * port `dashboard` of the Service that has it, as only its owner knows whom to trust: without one it speaks plain HTTP to the pods.
   *
   * Default: none.
   */
  dashboard?: HttpRouteArgs;
  /**
   * MQTT over WebSocket, by an `HTTPRoute` `<name>-websocket`: the `ws` listener called `default`, or the only one; so with the next two.
   *
   * Default: none.
   */
  websocket?: HttpRouteArgs;
  /** MQTT, by a `TCPRoute` `<name>-mqtt`: the `mqtt` listener. Default: none. */
  mqtt?: TcpRouteArgs;
  /** MQTT over TLS, by a `TLSRoute` `<name>-mqtts`: the `mqtts` listener, which ends TLS itself. Default: none. */
  mqtts?: TlsRouteArgs;
}
