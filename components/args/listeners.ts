import type { Input } from "@pulumi/pulumi";

/** The protocol of a listener, with EMQX's default port. */
export const ListenerType = {
  /** MQTT over TCP, port 1883. */
  Mqtt: "mqtt",
  /** MQTT over TLS, port 8883. Requires `tls`. */
  Mqtts: "mqtts",
  /** MQTT over WebSocket, port 8083. */
  Ws: "ws",
  /** MQTT over WebSocket with TLS, port 8084. Requires `tls`. */
  Wss: "wss",
  /** MQTT over QUIC, UDP port 14567. Requires `tls`, and EMQX 5.0 or later. */
  Quic: "quic",
  /** The STOMP gateway, port 61613. Requires EMQX 5.0 or later. */
  Stomp: "stomp",
  /** The MQTT-SN gateway, UDP port 1884. Requires EMQX 5.0 or later. */
  MqttSn: "mqttsn",
  /** The CoAP gateway, UDP port 5683. Requires EMQX 5.0 or later. */
  Coap: "coap",
  /**
   * The LwM2M gateway, UDP port 5783. Requires EMQX 5.0 or later. Also set `EMQX_GATEWAY__LWM2M__XML_DIR` and
   * `EMQX_GATEWAY__LWM2M__TRANSLATORS__…` in `env`.
   */
  Lwm2m: "lwm2m",
  /**
   * The ExProto gateway for custom protocols, TCP port 7993. Requires EMQX 5.0 or later. Also set
   * `EMQX_GATEWAY__EXPROTO__HANDLER__ADDRESS` and `EMQX_GATEWAY__EXPROTO__SERVER__BIND` in `env`.
   */
  ExProto: "exproto",
  /** The OCPP gateway for charging points, port 33033. Requires EMQX 5.9 or later, or the enterprise edition from 5.4 on. */
  Ocpp: "ocpp",
  /** The GB/T 32960 gateway for vehicles, port 7325. Requires EMQX 5.9 or later, or the enterprise edition from 5.4 on. */
  Gbt32960: "gbt32960",
  /**
   * The JT/T 808 gateway for vehicles, port 6207. Requires EMQX 5.9 or later, or the enterprise edition from 5.4 on. Also set
   * `EMQX_GATEWAY__JT808__PROTO__AUTH` in `env`.
   */
  Jt808: "jt808",
  /** The NATS gateway, port 4222. Requires EMQX 5.10 or later. */
  Nats: "nats",
} as const;
export type ListenerType = (typeof ListenerType)[keyof typeof ListenerType];

/** One listener of EMQX, with its ports in the pods and in Services. */
interface Listener {
  /** The protocol of the listener. */
  type: Input<ListenerType>;
  /**
   * The name of the listener in EMQX, unique for its type. Accepted: at most 30 lowercase letters, digits and single `_`, starting with a
   * letter. Requires EMQX 4.3 or later.
   *
   * Default: `default`, which replaces the listener that EMQX has for this type by default.
   */
  name?: Input<string>;
  /** The port in the pods, 1 to 65535. Default: EMQX's default port for the type. */
  port?: Input<number>;
  /** The port in the Service, 1 to 65535. Set it if a load balancer terminates TLS on another port, for example. Default: `port`. */
  servicePort?: Input<number>;
  /**
   * The port on every Kubernetes node, 1 to 65535. Only valid for an exposed listener in a Service of type `NodePort` or `LoadBalancer`.
   *
   * Default: Kubernetes chooses a port.
   */
  nodePort?: Input<number>;
  /**
   * The application protocol of the port in Services, for Gateways and service meshes. Accepted: an IANA service name such as `mqtt`, or a
   * prefixed name such as `kubernetes.io/ws`:
   * https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol.
   *
   * Default: none.
   */
  appProtocol?: Input<string>;
  /** Whether the listener is enabled. If `false`, EMQX disables it, and it has no port anywhere. Default: `true`. */
  enabled?: Input<boolean>;
  /**
   * Whether the client Service or one of `extraServices` serves the listener. If `false`, the listener is for pods in the same Kubernetes
   * cluster. They connect to it through the `internalService`. If you have none, they use the headless Service, which also resolves to
   * pods that are not ready.
   *
   * If `networkPolicy.clients` is set, only pods may connect to a listener that is not exposed, from any namespace.
   *
   * Default: `true`.
   */
  exposed?: Input<boolean>;
  /** Whether a gateway's listener uses TLS, or DTLS over UDP. Requires `tls`. Only valid for gateways. Default: `false`. */
  secure?: Input<boolean>;
  /**
   * Whether clients authenticate with pre-shared keys (TLS-PSK, TLS 1.2). The listener then has no certificate. Only valid for `mqtts`, and
   * for gateways over TCP or UDP with `secure`. Requires `tls.psk`, and EMQX 5.0 or later.
   *
   * Default: `false`.
   */
  psk?: Input<boolean>;
  /**
   * Whether a proxy in front of the listener sends the clients' addresses with the PROXY protocol. The listener then rejects connections
   * without it. Not valid for `quic` and for gateways over UDP.
   *
   * Default: `false`.
   */
  proxyProtocol?: Input<boolean>;
  /**
   * Whether EMQX authenticates the clients of the listener, if there is any authentication. If `false`, it accepts all clients. Requires
   * EMQX 5.0 or later.
   *
   * Default: `true`.
   */
  authentication?: Input<boolean>;
  /**
   * EMQX's options of this listener, such as `max_connections`, `acceptors` or `mountpoint`, nested as in EMQX:
   * https://docs.emqx.com/en/emqx/v5.8/configuration/listener.html. Options that other arguments set are rejected, and so are secret values.
   * Requires EMQX 5.0 or later.
   *
   * Default: none.
   */
  options?: Input<{ [key: string]: any }>;
}

export type { Listener as ListenerArgs };
