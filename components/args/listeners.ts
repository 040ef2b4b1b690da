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
}

/** One listener, with its port in the pods and in the client Service. */
export interface ListenerArgs {
  /** What it speaks. Each type once. */
  type: Input<ListenerType>;
  /** Its port, 1 to 65535. Default: the type's own. */
  port?: Input<number>;
  /** Its port on every Kubernetes node, for a Service of type `NodePort` or `LoadBalancer`. Default: one that Kubernetes chooses. */
  nodePort?: Input<number>;
}
