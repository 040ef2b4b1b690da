import type { ClientTlsArgs } from "../../emqxClusterArgs";
import { object, secretKey } from "../rules/collections";
import { optional } from "../rules/rule";
import { flag, hostName, objectName } from "../rules/scalars";

/** How EMQX connects to a server over TLS. An omitted object counts as an empty one. */
export const clientTlsRule = object<ClientTlsArgs>()({
  ca: optional(secretKey),
  clientCertificate: objectName("the name of a Secret"),
  serverName: hostName,
  verify: flag(true),
});
