import type { Input } from "@pulumi/pulumi";

/** What a listener speaks. */
export enum ListenerType {
  /** MQTT over TCP, port 1883. */
  Mqtt = "mqtt",
  /** MQTT over TLS, port 8883. Needs `tls`. */
  Mqtts = "mqtts",
  /** MQTT over WebSocket, port 8083. */
  Ws = "ws",
  /** MQTT over WebSocket over TLS, port 8084. Needs `tls`. */
  Wss = "wss",
  /** MQTT over QUIC, UDP port 14567. Needs `tls`. From EMQX 5.0 on. */
  Quic = "quic",
  /** The STOMP gateway, port 61613. From EMQX 5.0 on, as are the next four. */
  Stomp = "stomp",
  /** The MQTT-SN gateway, UDP port 1884. */
  MqttSn = "mqttsn",
  /** The CoAP gateway, UDP port 5683. */
  Coap = "coap",
  /** The LwM2M gateway, UDP port 5783. EMQX needs `EMQX_GATEWAY__LWM2M__XML_DIR` and `__TRANSLATORS__…` in `env` too. */
  Lwm2m = "lwm2m",
  /** The gateway for protocols of one's own, TCP port 7993. EMQX needs `EMQX_GATEWAY__EXPROTO__HANDLER__ADDRESS` and `__SERVER__BIND` in `env` too. */
  ExProto = "exproto",
  /** The OCPP gateway, for charging points, port 33033. Enterprise from EMQX 5.4 on, as are the next two. */
  Ocpp = "ocpp",
  /** The GBT32960 gateway, for vehicles, port 7325. */
  Gbt32960 = "gbt32960",
  /** The JT808 gateway, for vehicles, port 6207. EMQX needs `EMQX_GATEWAY__JT808__PROTO__AUTH` in `env` too. */
  Jt808 = "jt808",
  /** The NATS gateway, port 4222. From EMQX 5.10 on. */
  Nats = "nats",
}

/** One listener, with its port in the pods and in the Service that has it. */
export interface ListenerArgs {
  /** What it speaks. */
  type: Input<ListenerType>;
  /**
   * Its name in EMQX: small letters, digits and single `_`, at most 30, the first a letter. Each type has each name once.
   * From EMQX 4.3 on.
   *
   * Default: `default`, which takes the place of the one that EMQX has anyway.
   */
  name?: Input<string>;
  /** Its port, 1 to 65535. Default: the type's own. */
  port?: Input<number>;
  /** Its port in its Service, 1 to 65535: another one where TLS ends at the load balancer. Default: the same. */
  servicePort?: Input<number>;
  /** Its port on every Kubernetes node, for a Service of type `NodePort` or `LoadBalancer`. Default: one that Kubernetes chooses. */
  nodePort?: Input<number>;
  /**
   * The application protocol of its port in Services, which Gateways and service meshes read: an IANA service name such as `mqtt`, or a
   * name with a prefix such as `kubernetes.io/ws`: https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol.
   *
   * Default: none.
   */
  appProtocol?: Input<string>;
  /** Whether it is served. Without, it is off in EMQX and has no port anywhere. Default: `true`. */
  enabled?: Input<boolean>;
  /**
   * Whether the client Service or one of `extraServices` has it. One that is not exposed is for pods of the same Kubernetes cluster: it
   * is reached by the `internalService`, without one by the headless Service, which has ready pods and others. With `networkPolicy.clients`, pods of all
   * namespaces may connect to it, and nobody else.
   *
   * Default: `true`.
   */
  exposed?: Input<boolean>;
  /** Whether a gateway's listener speaks TLS, or DTLS over UDP. Needs `tls`; the types of MQTT say it themselves. Default: `false`. */
  secure?: Input<boolean>;
  /**
   * Whether clients prove themselves by pre-shared keys (TLS-PSK, TLS 1.2), and the listener has no certificate. For `mqtts` and gateways
   * with `secure` over TCP and UDP. Needs `tls.psk`. EMQX 5.0 and later.
   *
   * Default: `false`.
   */
  psk?: Input<boolean>;
  /**
   * Whether what is in front of it tells clients' addresses by the PROXY protocol. Then nobody can connect without. Not for
   * `quic` and gateways over UDP.
   *
   * Default: `false`.
   */
  proxyProtocol?: Input<boolean>;
  /**
   * EMQX's own options of this listener, such as `max_connections`, `acceptors` or `mountpoint`, nested as EMQX nests them:
   * https://docs.emqx.com/en/emqx/v5.8/configuration/listener.html. Those that other arguments set, and secret values, are refused.
   *
   * Default: none.
   */
  options?: Input<{ [key: string]: any }>;
}
